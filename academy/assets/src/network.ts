// Say within 15 s that the network is gone and what is saved; take the words away when it is back.
// The browser's own sign is believed at once when it says "offline"; where something is being saved
// (an autosave form, or any [data-watch-network]) the server is asked as well, since Wi-Fi may lead nowhere.
const WORDS = "网络已断开。已保存的答案不会丢失；恢复后自动续传。";
const EVERY = 8_000;
const PATIENCE = 6_000;
const WATCHED = "form[data-autosave-url], [data-watch-network]";

async function reachable(url: string): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    await fetch(url, { cache: "no-store", credentials: "omit", signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

export class NetworkBanner {
  private down = false;

  constructor(private readonly place: HTMLElement, private readonly url: string) {}

  /** Ask the server and show what was found; academy:reachable tells others when the way is open again. */
  async check(): Promise<void> {
    this.show(!(await reachable(this.url)));
  }

  show(down: boolean): void {
    const back = this.down && !down;
    this.down = down;
    this.place.hidden = !down;
    this.place.textContent = down ? (this.place.dataset["words"] ?? WORDS) : "";
    if (back) document.dispatchEvent(new Event("academy:reachable"));
  }
}

export function startNetworkBanner(root: Document = document): NetworkBanner | null {
  const place = root.querySelector<HTMLElement>("[data-network-banner]");
  if (!place) return null;
  const banner = new NetworkBanner(place, place.dataset["healthUrl"] ?? "/healthz");
  window.addEventListener("offline", () => banner.show(true));
  window.addEventListener("online", () => void banner.check());
  root.addEventListener("academy:unreachable", () => void banner.check());
  if (navigator.onLine === false) banner.show(true);
  if (root.querySelector(WATCHED)) {
    setInterval(() => {
      if (!root.hidden) void banner.check();
    }, EVERY);
  }
  return banner;
}
