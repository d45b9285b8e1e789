// A film in the player: counts what is watched, keeps to the rules, says what becomes of it.
//   <section data-watch data-study-url data-beats-url data-key data-resume-ms data-furthest-ms
//     data-speed-percent data-in-order data-done> <video> … </section>
// Without data-study-url (an author's preview) nothing is counted.
import { showFigure } from "./watch-figure";
import { follow } from "./watch-follow";
import { startKeys } from "./watch-keys";
import { Line, type Reply, type State } from "./watch-line";
import { Order } from "./watch-order";
import { face, now, play } from "./watch-pieces";
import { Source } from "./watch-source";
import { Trail } from "./watch-trail";

// What has played is noted on the device every few seconds and sent three times a minute and more.
export const NOTE_EVERY = 4_000;
export const BEAT_AFTER = 3;
// Who has played less since the page was opened has not chosen a place yet.
const JUST_BEGUN = 5_000;
const AWAY = "刚才离开了本页，影片已暂停。按播放键接着看。";
const RETRYING = "还没保存上，正在重试。看过的先留在本机。";
const STOPPED: State[] = ["taken", "closed", "signed-out"];
const BROKEN = "影片暂时读不下来，正在重试。看过的都在。";
const LEFT = "上次有一段没保存上，还留在本机。按播放键就会补上。";
const SIGNED_IN = "已登录，接着看。";

export class Watch {
  private readonly video: HTMLVideoElement;
  private readonly trail: Trail;
  private readonly order: Order;
  private readonly line: Line;
  private readonly source: Source;
  private notes = 0;
  private timer = 0;
  private goOn = false;
  private readonly pageResume: number;
  private readonly resumeAt: number;

  constructor(private readonly root: HTMLElement) {
    const data = root.dataset;
    this.video = root.querySelector("video")!;
    this.trail = new Trail(this.video);
    const limits = {
      inOrder: "inOrder" in data && !("done" in data),
      furthest: Number(data["furthestMs"]),
      resume: Number(data["resumeMs"]),
      speedPercent: Number(data["speedPercent"]),
    };
    this.order = new Order(this.video, limits, (words) => this.say(words));
    const places = { study: data["studyUrl"] ?? "", beats: data["beatsUrl"] ?? "", key: `watch:${data["key"]}` };
    this.line = new Line(places, {
      opened: (reply) => this.opened(reply),
      counted: (reply) => this.counted(reply),
      changed: (state, words) => this.changed(state, words),
    });
    this.source = new Source(this.video, () => this.broken());
    this.pageResume = limits.resume;
    this.resumeAt = Math.max(limits.resume, this.line.leftAt ?? 0);
    this.order.free(this.resumeAt);
    this.resume();
    this.listen();
    // Not sent before it plays: that would stop another window that plays, whose they may be.
    if (this.line.leftAt !== null) this.save(LEFT, "retrying");
  }

  private listen(): void {
    const { video } = this;
    video.addEventListener("play", () => this.begin());
    video.addEventListener("playing", () => this.keepTime());
    for (const end of ["pause", "ended"]) video.addEventListener(end, () => this.rest());
    document.addEventListener("visibilitychange", () => this.leave());
    window.addEventListener("pagehide", () => this.send({ keepalive: true }));
    window.addEventListener("online", () => this.back());
    document.addEventListener("academy:reachable", () => this.back());
    document.addEventListener("academy:signed-in", () => this.signedIn());
    this.root.querySelector("[data-watch-here]")?.addEventListener("click", () => void this.takeOver());
  }

  /** Go on where one was, as soon as the film knows its length. */
  private resume(): void {
    const jump = () => {
      if (this.resumeAt > 0 && this.video.currentTime === 0) this.video.currentTime = this.resumeAt / 1000;
    };
    if (this.video.readyState > 0) jump();
    else this.video.addEventListener("loadedmetadata", jump, { once: true });
  }

  private begin(): void {
    if (this.line.state === "taken" || this.line.state === "closed") {
      this.video.pause();
      this.root.querySelector<HTMLElement>("[data-watch-here]")?.focus();
    } else if (this.line.state === "signed-out") this.line.retry();
    else void this.line.beat();
  }

  /** This page counts now. Another device may have gone on since it was made: so does this one. */
  private opened(reply: Reply): void {
    this.order.free(Math.max(reply.furthest_ms, reply.resume_ms), reply.done);
    showFigure(this.root, reply);
    const untouched = Math.abs(this.at - this.resumeAt) < JUST_BEGUN;
    if (untouched && Math.abs(reply.resume_ms - this.pageResume) > JUST_BEGUN) this.video.currentTime = reply.resume_ms / 1000;
  }

  private get at(): number {
    return this.video.readyState > 0 ? this.order.within(now(this.video)) : this.resumeAt;
  }

  private keepTime(): void {
    if (this.timer) return;
    this.timer = window.setInterval(() => this.note(), NOTE_EVERY);
  }

  private note(): void {
    this.line.add(this.trail.take(), this.at);
    if (++this.notes % BEAT_AFTER === 0) void this.line.beat();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.notes = 0;
    this.send();
  }

  private send(options: Pick<RequestInit, "keepalive"> = {}): void {
    const pieces = this.trail.take();
    if (this.line.state === "new" && pieces.length === 0) return;
    this.line.add(pieces, this.at);
    void this.line.beat(options);
  }

  private leave(): void {
    if (!document.hidden || this.video.paused) return;
    this.send({ keepalive: true });
    this.video.pause();
    this.say(AWAY);
  }

  /** The film can be read no further. Whether the network or the session is gone, a beat tells. */
  private broken(): void {
    this.save(BROKEN, "retrying");
    this.send();
    document.dispatchEvent(new Event("academy:unreachable"));
  }

  private back(): void {
    this.line.retry();
    this.source.restore();
  }

  private signedIn(): void {
    if (this.line.state !== "signed-out") return;
    this.say(SIGNED_IN);
    this.back();
    if (this.goOn) play(this.video);
    this.goOn = false;
  }

  private async takeOver(): Promise<void> {
    const reply = await this.line.takeOver();
    if (!reply) return;
    this.video.currentTime = reply.resume_ms / 1000;
    play(this.video);
  }

  private counted(reply: Reply): void {
    showFigure(this.root, reply);
    this.order.free(reply.furthest_ms, reply.done);
    const saved = `已保存到 ${face(this.line.savedAt)}`;
    this.save(saved, "saved");
    if (reply.lost?.length) this.say(reply.lost.join(" "));
    const banner = document.querySelector<HTMLElement>("[data-network-banner]");
    if (banner) banner.dataset["words"] = `网络已断开。${saved}；之后看的留在本机，恢复后自动补上，只计一次。`;
    if (reply.completed) this.completed(reply.completed);
  }

  private completed(words: string): void {
    const place = this.root.querySelector<HTMLElement>("[data-watch-completed]");
    if (!place) return;
    place.hidden = false;
    const text = place.querySelector("p");
    if (text) text.textContent = words;
  }

  private changed(state: State, words: string): void {
    this.show("[data-watch-taken]", state === "taken");
    if (state === "retrying") this.save(words || RETRYING, "retrying");
    if (!STOPPED.includes(state)) return;
    this.goOn = state === "signed-out" && (this.goOn || !this.video.paused);
    this.video.pause();
    if (state !== "taken") this.save(words, "refused");
    if (state === "signed-out") document.dispatchEvent(new Event("academy:signed-out"));
  }

  private show(what: string, shown: boolean): void {
    const place = this.root.querySelector<HTMLElement>(what);
    if (place) place.hidden = !shown;
  }

  /** What is saved: there to be looked at, not read out every few seconds. */
  private save(words: string, state: "saved" | "retrying" | "refused"): void {
    const place = this.root.querySelector<HTMLElement>("[data-watch-saved]");
    if (!place) return;
    place.dataset["state"] = state;
    place.textContent = words;
  }

  /** What people must hear of. */
  private say(words: string): void {
    const place = this.root.querySelector<HTMLElement>("[data-watch-say]");
    if (place) place.textContent = words;
  }
}

/** Buttons that lead to a moment, now and later. */
function startSeeking(root: HTMLElement, video: HTMLVideoElement): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button[data-seek-ms]");
    if (!button) return;
    video.currentTime = Number(button.dataset["seekMs"]) / 1000;
    play(video);
  });
}

function startSpeed(root: HTMLElement, video: HTMLVideoElement): void {
  const choice = root.querySelector<HTMLSelectElement>("[data-watch-speed]");
  choice?.addEventListener("change", () => (video.playbackRate = Number(choice.value) / 100));
  video.addEventListener("ratechange", () => {
    if (choice) choice.value = String(Math.round(video.playbackRate * 100));
  });
}

export function startWatch(root: ParentNode = document): Watch | null {
  const place = root.querySelector<HTMLElement>("[data-watch]");
  const video = place?.querySelector("video");
  if (!place || !video) return null;
  startSeeking(place, video);
  startSpeed(place, video);
  startKeys(place, video);
  follow(place, video);
  return "studyUrl" in place.dataset ? new Watch(place) : null;
}
