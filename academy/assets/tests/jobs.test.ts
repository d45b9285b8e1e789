import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startJobs } from "../src/jobs";

const fetchMock = vi.fn();
const words = () => document.querySelector("[data-job-words]")!.textContent;
const link = () => document.querySelector<HTMLAnchorElement>("[data-job-result]")!;
const report = (job: object) => new Response(JSON.stringify(job));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetchMock.mockReset());
  document.body.innerHTML = `<div data-job-url="/jobs/1/"><progress max="100"></progress>
    <p data-job-words></p><a data-job-result hidden href="#">看结果</a></div>`;
});
afterEach(() => vi.useRealTimers());

it("follows the work every 2 s until it is done, then offers the result", async () => {
  fetchMock.mockResolvedValueOnce(report({ state: "running", progress: 40, words: "已核对 40 / 100 行", done: false }));
  fetchMock.mockResolvedValueOnce(report({ state: "done", progress: 100, words: "完成", done: true, url: "/files/1/" }));
  startJobs();
  await vi.advanceTimersByTimeAsync(0);
  expect(words()).toBe("已核对 40 / 100 行");
  expect(document.querySelector("progress")!.value).toBe(40);
  expect(link().hidden).toBe(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(words()).toBe("完成");
  expect(link().getAttribute("href")).toBe("/files/1/");
  expect(link().hidden).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fetchMock).toHaveBeenCalledTimes(2);
});

it("keeps asking when the network fails, and says so", async () => {
  fetchMock.mockRejectedValueOnce(new TypeError("offline"));
  fetchMock.mockResolvedValue(report({ state: "done", progress: 100, words: "完成", done: true }));
  startJobs();
  await vi.advanceTimersByTimeAsync(0);
  expect(words()).toBe("暂时连不上，正在重试…");
  await vi.advanceTimersByTimeAsync(2000);
  expect(words()).toBe("完成");
  expect(link().hidden).toBe(true);
});

it("stops when the work may not be seen", async () => {
  fetchMock.mockResolvedValue(new Response("", { status: 404 }));
  startJobs();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fetchMock).toHaveBeenCalledOnce();
  expect(words()).toContain("刷新");
});
