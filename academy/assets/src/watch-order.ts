// Limits of an activity: no faster than allowed, and where it asks for order, not beyond what was watched.
// Rewinding, going on where one was, and what this page has played are always free.
import { face, now } from "./watch-pieces";

// Where a pointer can hit, and what the clocks of film and script differ by.
const TOLERANCE = 1_500;

export class Order {
  private reached: number;
  private readonly fastest: number;

  constructor(
    private readonly video: HTMLMediaElement,
    private readonly limits: { inOrder: boolean; furthest: number; resume: number; speedPercent: number },
    private readonly say: (words: string) => void,
  ) {
    this.reached = Math.max(limits.furthest, limits.resume);
    this.fastest = limits.speedPercent / 100;
    video.addEventListener("timeupdate", () => this.note());
    video.addEventListener("seeking", () => this.check());
    video.addEventListener("ratechange", () => this.slow());
  }

  /** The server's word: at least so far it is free; all of it once the film is done. */
  free(furthest: number, done = false): void {
    this.reached = Math.max(this.reached, furthest);
    if (done) this.limits.inOrder = false;
  }

  /** Where the film stands as far as it may: a jump that is about to be led back is no place. */
  within(at: number): number {
    return this.limits.inOrder && at > this.reached + TOLERANCE ? this.reached : at;
  }

  private note(): void {
    if (this.video.seeking || this.video.paused) return;
    const at = now(this.video);
    if (at <= this.reached + TOLERANCE) this.reached = Math.max(this.reached, at);
  }

  private check(): void {
    const wanted = now(this.video);
    if (this.within(wanted) === wanted) return;
    this.video.currentTime = this.reached / 1000;
    this.say(`这段影片要按次序看，${face(this.reached)} 之后还没看过，不能跳到 ${face(wanted)}。已回到 ${face(this.reached)}；看过的部分可以随时回看。`);
  }

  private slow(): void {
    if (this.video.playbackRate <= this.fastest) return;
    this.video.playbackRate = this.fastest;
    this.say(this.fastest > 1 ? `这段影片最快 ${this.fastest} 倍速。` : "这段影片要按原速播放。");
  }
}
