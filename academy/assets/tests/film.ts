// A film for tests: as much of a media element as the player asks for, moved by hand.
import { vi } from "vitest";

export class Film {
  readonly video = document.createElement("video");
  time = 0;
  paused = true;
  seeking = false;
  duration = 600;
  rate = 1;
  error: unknown = null;

  constructor() {
    const own = (name: string, get: () => unknown, set?: (value: number) => void) =>
      Object.defineProperty(this.video, name, { configurable: true, get, set });
    own("currentTime", () => this.time, (value) => this.seek(value));
    own("paused", () => this.paused);
    own("seeking", () => this.seeking);
    own("duration", () => this.duration);
    own("readyState", () => 4);
    own("error", () => this.error);
    own("playbackRate", () => this.rate, (value) => {
      this.rate = value;
      this.fire("ratechange");
    });
    this.video.play = vi.fn(async () => this.start());
    this.video.pause = vi.fn(() => this.stop());
    this.video.load = vi.fn(() => {
      this.error = null;
      this.time = 0;
      this.paused = true;
    });
  }

  fire(name: string): void {
    this.video.dispatchEvent(new Event(name));
  }

  start(): void {
    if (!this.paused) return;
    this.paused = false;
    this.fire("play");
    this.fire("playing");
  }

  stop(): void {
    if (this.paused) return;
    this.paused = true;
    this.fire("pause");
  }

  seek(to: number): void {
    this.seeking = true;
    this.time = to;
    this.fire("seeking");
    this.seeking = false;
    this.fire("timeupdate");
    this.fire("seeked");
  }

  /** Let it play, and the clock go, for so many seconds. */
  async play(seconds: number): Promise<void> {
    this.start();
    for (let quarter = 0; quarter < seconds * 4 && !this.paused; quarter++) {
      this.time += this.rate / 4;
      this.fire("timeupdate");
      await vi.advanceTimersByTimeAsync(250);
    }
  }
}
