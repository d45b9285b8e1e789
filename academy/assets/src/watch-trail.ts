// What really plays: media time from moment to moment. A jump is no playing, whatever caused it.
import { now, type Piece } from "./watch-pieces";

// `timeupdate` comes four times a second; a busy phone may take longer. The server has the last word.
const PATIENCE = 1_500;
const HALT = 300;

export class Trail {
  private pieces: Piece[] = [];
  private from: number | null = null;
  private to = Infinity;
  private seenAt = 0;

  constructor(private readonly video: HTMLMediaElement) {
    video.addEventListener("timeupdate", () => this.follow());
    for (const sign of ["playing", "pause", "ratechange"]) video.addEventListener(sign, () => this.follow());
    video.addEventListener("pause", () => this.cut());
    for (const jump of ["seeking", "emptied"]) video.addEventListener(jump, () => this.jump());
  }

  /** What has played since the last time, up to this moment. */
  take(): Piece[] {
    if (!this.video.paused) this.follow();
    const playing = this.from !== null && !this.video.paused;
    this.cut();
    if (playing) this.from = this.to;
    const taken = this.pieces;
    this.pieces = [];
    return taken;
  }

  private follow(): void {
    if (this.video.seeking) return;
    const at = now(this.video);
    const passed = performance.now() - this.seenAt;
    const plays = this.from !== null && at >= this.to && at - this.to <= passed * this.video.playbackRate + PATIENCE;
    if (!plays) this.restart(at);
    this.to = at;
    this.seenAt = performance.now();
  }

  private restart(at: number): void {
    this.cut();
    // What the film moves while it comes to a halt is no gap.
    this.from = at >= this.to && at - this.to <= HALT ? this.to : at;
  }

  private jump(): void {
    this.cut();
    this.to = Infinity;
  }

  private cut(): void {
    if (this.from !== null && this.to > this.from) this.pieces.push([this.from, this.to]);
    this.from = null;
  }
}
