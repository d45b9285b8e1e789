// The hall screen: new codes, counts and names every few seconds. When the network drops it says so and
// hides codes that no longer work; names and counts stay.
//   <div data-screen-url="…"> [data-screen-qr] [data-screen-code] [data-screen-expected] [data-screen-attended]
//   [data-screen-names] [data-screen-codes] [data-screen-lost]
export const EVERY = 5_000;
const PATIENCE = 4_000;
// The codes shown last are accepted this long (three steps of 15 s, less the one that has begun).
export const GOOD_FOR = 30_000;
const LOST = "网络断开，正在重连。二维码暂时不更新；老师可以先点名。";
const STALE = "网络断开已久，二维码已经失效，正在重连。请老师先点名，签过的不受影响。";
const SHUT = "登录已过期或没有权限，请刷新页面。";

interface News { qr: string; code: string; expected: number; attended: number; names: string[] }

export class HallScreen {
  private heard = Date.now();
  private ended = false;

  constructor(private readonly place: HTMLElement) {}

  async watch(): Promise<void> {
    await this.look();
    if (!this.ended) setTimeout(() => void this.watch(), EVERY);
  }

  private async look(): Promise<void> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(this.place.dataset["screenUrl"] ?? "", {
        cache: "no-store", credentials: "same-origin", redirect: "manual", signal: stop.signal, headers: { Accept: "application/json" },
      });
      if (response.ok) this.show((await response.json()) as News);
      else if (response.type === "opaqueredirect" || response.status === 403) this.shut();
      else this.lose();
    } catch {
      this.lose();
    } finally {
      clearTimeout(timer);
    }
  }

  private show(news: News): void {
    this.heard = Date.now();
    this.say("");
    this.part("codes")?.removeAttribute("hidden");
    const drawn = new DOMParser().parseFromString(news.qr, "image/svg+xml").documentElement;
    this.part("qr")?.replaceChildren(document.importNode(drawn, true));
    this.write("code", news.code);
    this.write("expected", String(news.expected));
    this.write("attended", String(news.attended));
    const names = news.names.map((name) => Object.assign(document.createElement("li"), { textContent: name }));
    this.part("names")?.replaceChildren(...names);
  }

  private lose(): void {
    const isStale = Date.now() - this.heard > GOOD_FOR;
    if (isStale) this.part("codes")?.setAttribute("hidden", "");
    this.say(isStale ? STALE : LOST);
  }

  private shut(): void {
    this.ended = true;
    this.part("codes")?.setAttribute("hidden", "");
    this.say(SHUT);
  }

  private part(name: string): HTMLElement | null {
    return this.place.querySelector(`[data-screen-${name}]`);
  }

  private write(name: string, text: string): void {
    const place = this.part(name);
    if (place) place.textContent = text;
  }

  private say(words: string): void {
    const place = this.part("lost");
    if (!place) return;
    place.hidden = !words;
    if (place.textContent !== words) place.textContent = words;
  }
}

export function startScreen(root: ParentNode = document): HallScreen[] {
  return Array.from(root.querySelectorAll<HTMLElement>("[data-screen-url]"), (place) => {
    const screen = new HallScreen(place);
    setTimeout(() => void screen.watch(), EVERY);
    return screen;
  });
}
