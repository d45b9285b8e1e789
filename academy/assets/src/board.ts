// The timetable board: a card (data-card) dragged to a zone (data-zone) sends what its form would
// send and asks for JSON. A refusal is written on the card, which goes back to where it stood.
const EXPIRED = "没有保存：登录已过期。请在另一个页面重新登录，再拖一次。";
const LOST = "没有保存：网络中断，请再拖一次。";
const FAILED = "没有保存：服务器出了错，请过一会儿再试。";
const UNPUBLISHED = "△ 有改动还没有公布";
const OTHER_CLASS = "课次属于一个培训班，不能移到别的班。";

interface Reply {
  ok: boolean;
  message: string;
  conflicts?: string[];
  version?: number;
  time?: string;
  room?: string;
  teachers?: [number, string][];
}

/** What a card dropped on a zone asks for: the fields that change, or words why it cannot be asked. */
export function wishOf(card: HTMLElement, from: HTMLElement | null, to: HTMLElement): Map<string, string> | string {
  const owner = to.dataset["class"];
  if (owner !== undefined && owner !== card.dataset["class"]) return OTHER_CLASS;
  const fields = new Map([["day", to.dataset["day"] ?? ""], ["version", card.dataset["version"] ?? ""]]);
  // In the row of its own period it keeps its minute.
  const time = to.dataset["time"] !== from?.dataset["time"] ? to.dataset["time"] : undefined;
  if (time) fields.set("time", time);
  if (to.dataset["room"] !== undefined) fields.set("room", to.dataset["room"]);
  if (to.dataset["teacher"] !== undefined) {
    const teachers = (card.dataset["teachers"] ?? "").split(",").filter(Boolean);
    const place = teachers.indexOf(from?.dataset["teacher"] ?? "");
    fields.set(`teacher_${(place < 0 ? 0 : place) + 1}`, to.dataset["teacher"]);
  }
  return fields;
}

export class Board {
  private card: HTMLElement | null = null;

  constructor(private readonly root: HTMLElement, private readonly go: (url: string) => void) {
    root.addEventListener("dragstart", (event) => this.take(event));
    root.addEventListener("dragover", (event) => this.hover(event));
    root.addEventListener("dragleave", (event) => this.zone(event)?.classList.remove("is-over"));
    root.addEventListener("drop", (event) => {
      const zone = this.zone(event);
      if (!zone || !this.card) return;
      event.preventDefault();
      zone.classList.remove("is-over");
      void this.drop(this.card, zone);
    });
    root.addEventListener("dragend", () => { this.card = null; });
  }

  private zone(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-zone]") : null;
  }

  private take(event: DragEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    this.card = target?.closest<HTMLElement>("[data-card][draggable=true]") ?? null;
    if (!this.card) return;
    event.dataTransfer?.setData("text/plain", this.card.dataset["card"] ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  }

  private hover(event: DragEvent): void {
    const zone = this.zone(event);
    if (!zone || !this.card) return;
    event.preventDefault();
    zone.classList.add("is-over");
  }

  async drop(card: HTMLElement, to: HTMLElement): Promise<void> {
    const from = card.closest<HTMLElement>("[data-zone]");
    if (from === to || card.classList.contains("is-moving")) return;
    const wish = wishOf(card, from, to);
    if (typeof wish === "string") { this.refuse(card, wish); return; }
    // A day alone is no place for what has no hour yet: its form asks for it.
    if (!card.dataset["time"] && !wish.has("time")) { this.go(`${card.dataset["url"]}?day=${to.dataset["day"]}`); return; }
    const [home, neighbour] = [card.parentElement, card.nextSibling];
    card.classList.add("is-moving");
    to.append(card);
    const reply = await this.send(card, wish);
    card.classList.remove("is-moving");
    if (reply.ok) { this.settle(card, reply); return; }
    home?.insertBefore(card, neighbour);
    this.refuse(card, reply.message, reply.conflicts);
  }

  private async send(card: HTMLElement, wish: Map<string, string>): Promise<Reply> {
    const body = new FormData();
    for (const [name, value] of wish) body.append(name, value);
    const token = this.root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
    if (token) body.append(token.name, token.value);
    try {
      const response = await fetch(card.dataset["url"] ?? "", {
        method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
      });
      if (response.type === "opaqueredirect" || response.status === 403) return { ok: false, message: EXPIRED };
      const reply = (await response.json().catch(() => null)) as Reply | null;
      return reply ?? { ok: false, message: FAILED };
    } catch {
      return { ok: false, message: LOST };
    }
  }

  private settle(card: HTMLElement, reply: Reply): void {
    card.dataset["version"] = String(reply.version ?? "");
    card.dataset["time"] = reply.time?.slice(0, 5) ?? "";
    card.dataset["teachers"] = (reply.teachers ?? []).map(([pk]) => pk).join(",");
    this.write(card, "time", reply.time ?? "");
    this.write(card, "room", reply.room ?? "");
    this.write(card, "teachers", (reply.teachers ?? []).map(([, name]) => name).join("、"));
    card.classList.remove("is-refused");
    const words = card.querySelector<HTMLElement>("[data-card-words]");
    if (words) words.hidden = true;
    const note = this.root.querySelector("[data-board-note]");
    if (note) note.textContent = UNPUBLISHED;
    card.querySelector("a")?.focus();
  }

  private write(card: HTMLElement, part: string, words: string): void {
    const place = card.querySelector(`[data-card-${part}]`);
    if (place) place.textContent = words;
  }

  private refuse(card: HTMLElement, message: string, conflicts: string[] = []): void {
    card.classList.add("is-refused");
    const words = card.querySelector<HTMLElement>("[data-card-words]");
    if (!words) return;
    const list = document.createElement("ul");
    list.append(...conflicts.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
    words.setAttribute("role", "alert");
    words.hidden = false;
    words.replaceChildren(Object.assign(document.createElement("p"), { textContent: message }), ...(conflicts.length ? [list] : []));
  }
}

export function startBoard(root: ParentNode = document, go: (url: string) => void = (url) => location.assign(url)): Board | null {
  const place = root.querySelector<HTMLElement>("[data-board]");
  return place ? new Board(place, go) : null;
}
