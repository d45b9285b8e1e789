// Save each answer as it is given. One request in flight per question; the newest value wins; what could
// not be sent is kept in memory and in the tab's storage and tried again.
//   <form data-autosave-url="…">  <fieldset data-question="ID"> fields, [data-save-state] </fieldset>
import { readFields, writeFields } from "./fields";
import { sendAnswer, type Reply } from "./send";
import { drop, keep, kept, type Pairs } from "./store";
import { markSaved, markUnsaved } from "./unsaved";

const TYPING_PAUSE = 800;
const LONGEST_PAUSE = 30_000;
const TYPED = "textarea, input:not([type=radio], [type=checkbox])";
const WORDS = { saving: "正在保存…", saved: "已保存", retrying: "未保存，正在重试", refused: "未保存" };

export class Question {
  private pending: Pairs | null = null;
  private inFlight: AbortController | null = null;
  private timer = 0;
  private attempts = 0;
  private resting = false;
  private lastSaved = "";
  private readonly id: string;
  private readonly key: string;

  constructor(private readonly form: HTMLFormElement, private readonly frame: HTMLElement) {
    this.id = frame.dataset["question"] ?? "";
    this.key = `autosave:${form.dataset["autosaveUrl"]}:${this.id}`;
    frame.addEventListener("input", (event) => this.note((event.target as HTMLElement).matches(TYPED) ? TYPING_PAUSE : 0));
    frame.addEventListener("change", () => this.note(0));
    const left = kept(this.key);
    if (left) {
      writeFields(frame, left);
      this.note(0);
    }
  }

  /** Take the fields as they stand and send them after a pause. */
  note(pause: number): void {
    const pairs = readFields(this.frame);
    const text = JSON.stringify(pairs);
    if (!this.pending && text === this.lastSaved) return;
    if (text !== JSON.stringify(this.pending)) this.pending = pairs;
    this.attempts = 0;
    markUnsaved(this.key);
    keep(this.key, pairs);
    this.schedule(pause);
  }

  /** The whole form is on its way, this answer in it: one sent beside it would come too late. */
  rest(form: EventTarget | null): void {
    if (form !== this.form) return;
    this.resting = true;
    this.inFlight?.abort();
    this.inFlight = null;
  }

  /** Send now: the network is back, somebody signed in again, or the page is shown again. */
  retry(): void {
    this.resting = false;
    if (this.pending) this.schedule(0);
  }

  /** The page goes away: one last request that outlives it. */
  flush(): void {
    this.inFlight?.abort();
    this.inFlight = null;
    void this.send(true);
  }

  private schedule(pause: number): void {
    clearTimeout(this.timer);
    if (pause > 0) this.timer = window.setTimeout(() => void this.send(), pause);
    else void this.send();
  }

  private async send(keepalive = false): Promise<void> {
    clearTimeout(this.timer);
    const sent = this.pending;
    if (!sent || this.inFlight || this.resting) return;
    const mine = new AbortController();
    this.inFlight = mine;
    this.show("saving");
    const reply = await sendAnswer(this.form, this.id, sent, { keepalive, signal: mine.signal });
    if (this.inFlight !== mine) return;
    this.inFlight = null;
    if (reply) this.settle(sent, reply);
    else this.again();
  }

  private settle(sent: Pairs, reply: Reply): void {
    this.attempts = 0;
    if (this.pending !== sent) this.schedule(0);
    else if (reply.saved) this.done(sent, reply);
    else this.refuse(reply);
  }

  private done(sent: Pairs, reply: Reply): void {
    this.lastSaved = JSON.stringify(sent);
    this.forget();
    this.show("saved");
    const detail = { question: this.id, unanswered: reply.unanswered };
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail }));
  }

  private refuse(reply: Reply): void {
    if (reply.closed) this.forget();
    this.show("refused", reply.message);
  }

  private forget(): void {
    this.pending = null;
    markSaved(this.key);
    drop(this.key);
  }

  private again(): void {
    this.show("retrying");
    this.schedule(Math.min(1000 * 2 ** this.attempts++, LONGEST_PAUSE));
  }

  private show(state: keyof typeof WORDS, words: string = WORDS[state]): void {
    const place = this.frame.querySelector<HTMLElement>("[data-save-state]");
    if (!place) return;
    place.dataset["state"] = state;
    place.textContent = words;
  }
}

function showUnanswered(event: Event): void {
  const { unanswered } = (event as CustomEvent<{ unanswered?: number }>).detail;
  if (unanswered === undefined) return;
  for (const place of document.querySelectorAll("[data-unanswered]")) place.textContent = String(unanswered);
}

export function startAutosave(root: ParentNode = document): Question[] {
  const questions = Array.from(root.querySelectorAll<HTMLFormElement>("form[data-autosave-url]")).flatMap((form) =>
    Array.from(form.querySelectorAll<HTMLElement>("[data-question]"), (frame) => new Question(form, frame)),
  );
  document.addEventListener("autosave:saved", showUnanswered);
  window.addEventListener("pagehide", () => questions.forEach((question) => question.flush()));
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) questions.forEach((question) => question.rest(event.target));
  });
  window.addEventListener("online", () => questions.forEach((question) => question.retry()));
  window.addEventListener("pageshow", () => questions.forEach((question) => question.retry()));
  for (const sign of ["academy:signed-in", "academy:reachable"]) {
    document.addEventListener(sign, () => questions.forEach((question) => question.retry()));
  }
  return questions;
}
