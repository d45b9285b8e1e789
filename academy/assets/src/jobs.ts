// Follow long work: <div data-job-url="…"> with a <progress>, [data-job-words] and a hidden [data-job-result] link.
export const EVERY = 2000;
const LOST = "暂时连不上，正在重试…";
const GONE = "看不到这项工作的进度，请刷新页面。";

interface JobReport { state: string; progress: number; words: string; done: boolean; url?: string | null }

export class JobWatch {
  private ended = false;

  constructor(private readonly place: HTMLElement) {}

  async watch(): Promise<void> {
    await this.look();
    if (!this.ended) setTimeout(() => void this.watch(), EVERY);
  }

  private async look(): Promise<void> {
    try {
      const response = await fetch(this.place.dataset["jobUrl"] ?? "", { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } });
      if (response.ok) this.show((await response.json()) as JobReport);
      else if (response.status < 500 && response.status !== 429) this.giveUp();
      else this.say(LOST);
    } catch {
      this.say(LOST);
    }
  }

  private show(job: JobReport): void {
    this.ended = job.done;
    this.place.dataset["state"] = job.state;
    const bar = this.place.querySelector("progress");
    if (bar) bar.value = job.progress;
    this.say(job.words);
    const link = this.place.querySelector<HTMLAnchorElement>("a[data-job-result]");
    if (!link || !job.done || !job.url) return;
    link.href = job.url;
    link.hidden = false;
  }

  private giveUp(): void {
    this.ended = true;
    this.say(GONE);
  }

  private say(words: string): void {
    const place = this.place.querySelector("[data-job-words]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

export function startJobs(root: ParentNode = document): JobWatch[] {
  return Array.from(root.querySelectorAll<HTMLElement>("[data-job-url]"), (place) => {
    const watch = new JobWatch(place);
    void watch.watch();
    return watch;
  });
}
