import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startNetworkBanner } from "../src/network";

const fetchMock = vi.fn();
const banner = () => document.querySelector<HTMLElement>("[data-network-banner]")!;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetchMock.mockReset());
  document.body.innerHTML = '<div data-network-banner hidden></div><div data-watch-network></div>';
  startNetworkBanner();
});
afterEach(() => vi.useRealTimers());

it("says within 15 s that the server cannot be reached, and stops saying so", async () => {
  fetchMock.mockImplementation((_url: string, { signal }: RequestInit) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(new Error("aborted")))));
  await vi.advanceTimersByTimeAsync(15_000);
  expect(banner().hidden).toBe(false);
  expect(banner().textContent).toBe("网络已断开。已保存的答案不会丢失；恢复后自动续传。");
  const back = vi.fn();
  document.addEventListener("academy:reachable", back);
  fetchMock.mockResolvedValue(new Response("{}"));
  await vi.advanceTimersByTimeAsync(14_000);
  expect(banner().hidden).toBe(true);
  expect(back).toHaveBeenCalled();
});

it("believes the browser at once, and asks the server before it is glad again", async () => {
  window.dispatchEvent(new Event("offline"));
  expect(banner().hidden).toBe(false);
  fetchMock.mockRejectedValue(new TypeError("still away"));
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(banner().hidden).toBe(false);
  fetchMock.mockResolvedValue(new Response("", { status: 503 }));
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(banner().hidden).toBe(true);
});

it("stays away where there is no place for it", () => {
  document.body.innerHTML = "";
  expect(startNetworkBanner()).toBeNull();
});
