// Keys of a player: space and K play or pause, arrows 5 s, J and L 10 s. Whatever takes keys itself keeps them.
import { play } from "./watch-pieces";

const OWN_KEYS = "input, select, textarea, button, a, summary, dialog, [contenteditable]";
const STEPS: Record<string, number> = { ArrowLeft: -5, ArrowRight: 5, j: -10, l: 10 };

export function startKeys(video: HTMLVideoElement): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
    if ((event.target as Element).closest?.(OWN_KEYS)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const step = STEPS[key];
    if (step !== undefined) video.currentTime = Math.min(Math.max(0, video.currentTime + step), video.duration || Infinity);
    else if (key === " " || key === "k") toggle(video);
    else return;
    event.preventDefault();
  });
}

function toggle(video: HTMLVideoElement): void {
  if (video.paused) play(video);
  else video.pause();
}
