// The server's figure on the page: the bar, its words, what is still to be seen, the outline.
import type { Reply } from "./watch-line";

export function showFigure(root: HTMLElement, reply: Reply): void {
  const bar = root.querySelector<HTMLElement>("[data-watch-figure]");
  const progress = bar?.querySelector("progress");
  if (progress) progress.value = reply.percent;
  const words = bar?.querySelector("b");
  if (words) words.textContent = reply.words;
  showMissing(root, reply);
  const outline = document.querySelector<HTMLElement>("[aria-current] [data-watched]");
  if (outline) outline.textContent = `已看 ${reply.percent}%`;
}

function showMissing(root: HTMLElement, reply: Reply): void {
  const place = root.querySelector<HTMLElement>("[data-watch-missing]");
  const list = place?.querySelector("[data-watch-gaps]");
  if (!place || !list) return;
  place.hidden = reply.missing.length === 0;
  list.replaceChildren(...reply.missing.map(gapOf));
  const more = place.querySelector<HTMLElement>("[data-watch-more]");
  if (more) more.textContent = reply.unnamed > 0 ? `另有 ${reply.unnamed} 段` : "";
}

function gapOf({ start_ms, words }: Reply["missing"][number]): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--quiet";
  button.dataset["seekMs"] = String(start_ms);
  button.textContent = words;
  return button;
}
