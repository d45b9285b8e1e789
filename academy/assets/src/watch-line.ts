// The line to the server: what was watched goes out in beats and stays here until it is acknowledged.
// Every beat carries all that is unacknowledged under a new number: one that got lost is in the next.
import { subtract, union, type Piece } from "./watch-pieces";

const MOST_SENT = 200;
const LONGEST_PAUSE = 15_000;

export interface Figure {
  percent: number;
  words: string;
  position_ms: number;
  resume_ms: number;
  furthest_ms: number;
  missing: { start_ms: number; words: string }[];
  unnamed: number;
  complete: boolean;
}

export interface Reply extends Figure {
  token: string;
  done: boolean;
  lost?: string[];
  taken_over?: boolean;
  completed?: string;
}

interface Kept { pieces: Piece[]; position: number | null }

export interface Places { study: string; beats: string; key: string }

/** closed: the server will take nothing more from this page, whatever is tried. */
export type State = "new" | "open" | "retrying" | "signed-out" | "taken" | "closed";

export interface Listener {
  opened(reply: Reply): void;
  counted(reply: Reply): void;
  changed(state: State, words: string): void;
}

export class Line {
  state: State = "new";
  /** Where the film stood when the server last acknowledged something. */
  savedAt = 0;
  private token = "";
  private seq = 0;
  private unsent: Piece[] = [];
  private position: number | null = null;
  private busy = false;
  private again = false;
  private attempts = 0;
  private timer = 0;

  constructor(private readonly places: Places, private readonly listener: Listener) {
    this.adopt();
    this.position = recall(places.key)?.position ?? null;
  }

  /** Where the film stood when something was left unsent on this device; null where nothing is. */
  get leftAt(): number | null {
    return this.unsent.length > 0 ? this.position : null;
  }

  /** Watched just now. Kept on the device until the server has it. */
  add(pieces: Piece[], position: number): void {
    this.adopt(pieces);
    this.position = position;
    this.remember();
  }

  /** Send what is unacknowledged; with nothing to send it says "I am here". */
  async beat(options: Pick<RequestInit, "keepalive"> = {}): Promise<void> {
    if (["taken", "closed", "signed-out"].includes(this.state)) return;
    if (this.busy && !options.keepalive) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.busy = true;
    this.again = false;
    if (this.token || (await this.open())) await this.send(options);
    this.busy = false;
    if (this.again) void this.beat();
  }

  /** Somebody signed in, or the network is back: no reason to wait. */
  retry(): void {
    if (this.state === "signed-out") this.state = "open";
    if (this.state === "new") return;
    this.attempts = 0;
    void this.beat();
  }

  /** Become the page that counts, instead of another. */
  async takeOver(): Promise<Reply | null> {
    this.position = null;
    const reply = await this.open();
    if (reply) await this.beat();
    return reply;
  }

  private async open(): Promise<Reply | null> {
    this.adopt();
    const reply = await this.ask(this.places.study, {});
    if (!reply) return null;
    this.seq = 0;
    this.enter("open");
    this.listener.opened(reply);
    return reply;
  }

  private async send(options: Pick<RequestInit, "keepalive">): Promise<void> {
    const pieces = this.unsent.slice(0, MOST_SENT);
    const position = this.position;
    const body = JSON.stringify({ token: this.token, seq: ++this.seq, pieces, position_ms: position });
    const headers = { "Content-Type": "application/json" };
    const reply = await this.ask(this.places.beats, { method: "POST", body, headers, ...options });
    if (reply) this.settle(reply, pieces, position);
  }

  private settle(reply: Reply, pieces: Piece[], position: number | null): void {
    if (reply.taken_over) {
      this.enter("taken", reply.lost?.[0]);
      return;
    }
    this.adopt();
    this.unsent = subtract(this.unsent, pieces);
    this.remember();
    this.savedAt = position ?? reply.position_ms;
    this.enter("open");
    this.listener.counted(reply);
    if (this.unsent.length > 0 && pieces.length === MOST_SENT) this.again = true;
  }

  /** The server's reply; null when there is none to go on with, which has been told. */
  private async ask(url: string, options: RequestInit): Promise<Reply | null> {
    let response: Response;
    try {
      response = await fetch(url, { cache: "no-store", credentials: "same-origin", ...options });
    } catch {
      document.dispatchEvent(new Event("academy:unreachable"));
      this.later();
      return null;
    }
    const reply = (await response.json().catch(() => null)) as (Reply & { message?: string }) | null;
    if (response.ok && reply) {
      this.attempts = 0;
      this.token = reply.token;
      return reply;
    }
    this.refused(response, reply?.message);
    return null;
  }

  private refused(response: Response, words?: string): void {
    if (response.status === 401) this.enter("signed-out", words);
    else if ([400, 403, 404, 409].includes(response.status)) this.enter("closed", words);
    else this.later(Number(response.headers.get("Retry-After")) * 1000, words);
  }

  private later(pause = 0, words?: string): void {
    this.enter("retrying", words);
    const wait = pause || Math.min(1000 * 2 ** this.attempts++, LONGEST_PAUSE);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.beat(), wait);
  }

  private enter(state: State, words = ""): void {
    this.state = state;
    this.listener.changed(state, words);
  }

  /** All pages of this device keep one memory of what is unsent: the one that counts sends it for all. */
  private adopt(pieces: Piece[] = []): void {
    this.unsent = union(this.unsent, pieces, recall(this.places.key)?.pieces ?? []);
  }

  // The device's own memory. A browser that refuses it loses only what a crash would lose.
  private remember(): void {
    try {
      const kept: Kept = { pieces: this.unsent, position: this.position };
      if (this.unsent.length > 0) localStorage.setItem(this.places.key, JSON.stringify(kept));
      else localStorage.removeItem(this.places.key);
    } catch {
      // Full or forbidden: the pieces are still in this page.
    }
  }
}

function recall(key: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Partial<Kept> | null;
    if (!Array.isArray(kept?.pieces)) return null;
    const position = Number.isFinite(kept.position) ? Number(kept.position) : null;
    return { pieces: union(kept.pieces.filter(isPiece)), position };
  } catch {
    return null;
  }
}

function isPiece(value: unknown): value is Piece {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}
