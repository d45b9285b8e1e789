// What goes along with a film: chapters, slides, and what is said. Each line leads to its moment.
import { face, now } from "./watch-pieces";

/** The line of a moment: the last that has begun; -1 before the first. */
export function lineAt(starts: number[], at: number): number {
  return starts.filter((start) => start <= at).length - 1;
}

/** Marks the line of the present moment in a list whose parts carry data-start-ms, ascending. */
export class Follower {
  private shown = -2;
  private readonly starts: number[];

  constructor(private readonly lines: HTMLElement[], private readonly scroller: HTMLElement | null = null) {
    this.starts = lines.map((line) => Number(line.dataset["startMs"]));
  }

  show(at: number): void {
    const place = lineAt(this.starts, at);
    if (place === this.shown) return;
    this.shown = place;
    this.lines.forEach((line, index) => {
      if (index === place) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
    const line = this.lines[place];
    if (line && this.scroller) this.scroller.scrollTop = line.offsetTop - this.scroller.offsetTop - this.scroller.clientHeight / 3;
  }
}

function lineOf(cue: VTTCue): HTMLLIElement {
  const line = document.createElement("li");
  const button = document.createElement("button");
  const time = document.createElement("span");
  const start = Math.round(cue.startTime * 1000);
  line.dataset["startMs"] = button.dataset["seekMs"] = String(start);
  button.type = "button";
  button.className = "watch__line";
  time.className = "watch__time";
  time.textContent = face(start);
  button.append(time, ` ${cue.getCueAsHTML().textContent ?? ""}`);
  line.append(button);
  return line;
}

/** What is said, from the film's captions, once they are there. */
export function fillTranscript(track: HTMLTrackElement | null, place: HTMLElement | null): Follower | null {
  const list = place?.querySelector("ol");
  const cues = Array.from(track?.track.cues ?? []) as VTTCue[];
  if (!place || !list || cues.length === 0) return null;
  const lines = cues.map(lineOf);
  list.replaceChildren(...lines);
  place.hidden = false;
  return new Follower(lines, list);
}

export function follow(root: HTMLElement, video: HTMLVideoElement): void {
  const lists = Array.from(root.querySelectorAll<HTMLElement>("[data-follow]"));
  const followers = lists.map((list) => new Follower(Array.from(list.querySelectorAll<HTMLElement>("[data-start-ms]"))));
  const showAll = () => followers.forEach((follower) => follower.show(now(video)));
  const track = root.querySelector<HTMLTrackElement>("track");
  const fill = () => {
    const transcript = fillTranscript(track, root.querySelector<HTMLElement>("[data-transcript]"));
    if (transcript) followers.push(transcript);
    showAll();
  };
  track?.addEventListener("load", fill, { once: true });
  if (track?.track.cues?.length) fill();
  for (const sign of ["timeupdate", "seeked", "loadedmetadata"]) video.addEventListener(sign, showAll);
  lists.forEach((list) => list.toggleAttribute("data-following", true));
  showAll();
}
