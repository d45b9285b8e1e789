import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EVERY, GOOD_FOR, startScreen } from "../src/screen";

const fetchMock = vi.fn();
const part = (name: string) => document.querySelector<HTMLElement>(`[data-screen-${name}]`)!;
const qr = (id: string) => `<svg xmlns="http://www.w3.org/2000/svg" id="${id}"><path d="M0 0"/></svg>`;
const news = (extra: object = {}) =>
  new Response(JSON.stringify({ qr: qr("new"), code: "654321", expected: 40, attended: 2, names: ["王敏", "<b>李</b>"], ...extra }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetchMock.mockReset());
  document.body.innerHTML = `<div data-screen-url="/screen.json"><p data-screen-lost hidden></p>
    <div data-screen-codes><div data-screen-qr>${qr("old")}</div><p data-screen-code>123456</p></div>
    <span data-screen-expected>40</span><span data-screen-attended>0</span><ul data-screen-names></ul></div>`;
});
afterEach(() => vi.useRealTimers());

it("renews codes, counts and names; a name is text, never markup", async () => {
  fetchMock.mockImplementation(() => Promise.resolve(news()));
  startScreen();
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(part("qr").querySelector("svg")!.id).toBe("new");
  expect(part("code").textContent).toBe("654321");
  expect(part("attended").textContent).toBe("2");
  expect(Array.from(part("names").children, (name) => name.textContent)).toEqual(["王敏", "<b>李</b>"]);
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(fetchMock).toHaveBeenCalledTimes(2);
});

it("says that the network is gone, hides codes that no longer work, and comes back", async () => {
  fetchMock.mockRejectedValue(new TypeError("offline"));
  startScreen();
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(part("lost").hidden).toBe(false);
  expect(part("codes").hasAttribute("hidden")).toBe(false);
  await vi.advanceTimersByTimeAsync(GOOD_FOR + EVERY);
  expect(part("codes").hasAttribute("hidden")).toBe(true);
  expect(part("lost").textContent).toContain("失效");
  fetchMock.mockImplementation(() => Promise.resolve(news()));
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(part("codes").hasAttribute("hidden")).toBe(false);
  expect(part("lost").hidden).toBe(true);
});

it("stops and hides the codes when the session on the site has ended", async () => {
  fetchMock.mockResolvedValue(new Response("", { status: 403 }));
  startScreen();
  await vi.advanceTimersByTimeAsync(10 * EVERY);
  expect(fetchMock).toHaveBeenCalledOnce();
  expect(part("codes").hasAttribute("hidden")).toBe(true);
});
