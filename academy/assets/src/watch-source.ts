// The film's own bytes. They fail when the network goes, or when the session ends; then it is read anew,
// at the same second.
import { play } from "./watch-pieces";

export class Source {
  private wasPlaying = false;

  constructor(private readonly video: HTMLVideoElement, broken: () => void) {
    video.addEventListener("playing", () => (this.wasPlaying = true));
    video.addEventListener("pause", () => (this.wasPlaying = video.error !== null && this.wasPlaying));
    video.addEventListener("error", broken);
  }

  /** Read it anew if it failed. */
  restore(): void {
    const { video } = this;
    if (!video.error) return;
    const at = video.currentTime;
    const goOn = this.wasPlaying;
    video.load();
    const back = () => {
      video.currentTime = at;
      if (goOn) play(video);
    };
    video.addEventListener("loadedmetadata", back, { once: true });
  }
}
