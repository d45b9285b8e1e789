// Time left of a test, by a clock that nobody can set. The server's clock decides; this one only shows.
//   <p data-countdown data-remaining-seconds="900" data-submit-form="quiz"> … <b data-countdown-clock></b></p>
import { allowLeaving } from "./unsaved";

const SPOKEN = [5, 1];

export function clockFace(seconds: number): string {
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  const tail = `${two(minutes)}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${tail}` : tail;
}

function liveRegion(beside: HTMLElement): HTMLElement {
  const region = document.createElement("span");
  region.className = "visually-hidden";
  region.setAttribute("aria-live", "polite");
  beside.after(region);
  return region;
}

export class Countdown {
  private readonly started = performance.now();
  private readonly total: number;
  private readonly face: HTMLElement;
  private readonly region: HTMLElement;
  private readonly timer: number;
  private unspoken: number[];

  constructor(private readonly place: HTMLElement) {
    this.total = Math.max(0, Number(place.dataset["remainingSeconds"]) || 0);
    this.face = place.querySelector<HTMLElement>("[data-countdown-clock]") ?? place;
    this.region = liveRegion(place);
    this.unspoken = SPOKEN.filter((minutes) => minutes * 60 < this.total);
    this.timer = window.setInterval(() => this.tick(), 1000);
    this.tick();
  }

  get left(): number {
    return Math.max(0, Math.ceil(this.total - (performance.now() - this.started) / 1000));
  }

  private tick(): void {
    const left = this.left;
    this.face.textContent = clockFace(left);
    this.place.toggleAttribute("data-soon", left <= 300);
    const due = this.unspoken.filter((minutes) => left <= minutes * 60);
    this.unspoken = this.unspoken.filter((minutes) => !due.includes(minutes));
    if (due.length > 0) this.region.textContent = `还剩 ${Math.min(...due)} 分钟`;
    if (left === 0) this.end();
  }

  private end(): void {
    clearInterval(this.timer);
    this.region.textContent = "时间到";
    const form = document.getElementById(this.place.dataset["submitForm"] ?? "");
    if (!(form instanceof HTMLFormElement)) return;
    allowLeaving();
    form.submit();
  }
}

export function startCountdowns(root: ParentNode = document): Countdown[] {
  return Array.from(root.querySelectorAll<HTMLElement>("[data-countdown]"), (place) => new Countdown(place));
}
