// Keys of a player: space and K play or pause, arrows 5 s, J and L 10 s. They are the player's wherever
// focus is inside it: on the film itself, whose native keys are held back, and on buttons, which keep space.
// Where somebody writes or chooses, and on whatever takes keys outside the player, they are not.
import { play } from "./watch-pieces";

const WRITING = "input, select, textarea, dialog, [contenteditable]";
const PRESSED = "button, a, summary";
const STEPS: Record<string, number> = { ArrowLeft: -5, ArrowRight: 5, j: -10, l: 10 };

export function startKeys(root: HTMLElement, video: HTMLVideoElement): void {
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const step = STEPS[key];
    if (step === undefined && key !== " " && key !== "k") return;
    if (isTheirs(event.target as Element, key, root)) return;
    if (step !== undefined) video.currentTime = Math.min(Math.max(0, video.currentTime + step), video.duration || Infinity);
    else toggle(video);
    // Before the film's own controls hear of it: they would act as well.
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", press, { capture: true });
}

function isTheirs(target: Element, key: string, root: HTMLElement): boolean {
  if (target.closest?.(WRITING)) return true;
  return Boolean(target.closest?.(PRESSED)) && (key === " " || !root.contains(target));
}

function toggle(video: HTMLVideoElement): void {
  if (video.paused) play(video);
  else video.pause();
}
