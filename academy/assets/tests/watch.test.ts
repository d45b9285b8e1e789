import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startWatch } from "../src/watch";
import { Film } from "./film";

const fetchMock = vi.fn();
let film: Film;
let server: Record<string, unknown>;
let hidden = false;

const figure = { percent: 12, words: "已看 12%（01:12 / 10:00）", position_ms: 60_000, resume_ms: 60_000, furthest_ms: 60_000, missing: [], unnamed: 0, complete: false, done: false };
const answer = (body = {}, status = 200) => new Response(JSON.stringify({ ...figure, token: "t", ...server, ...body }), { status });
const sent = () => fetchMock.mock.calls.filter(([url]) => url === "/beats/").map(([, options]) => JSON.parse((options as RequestInit).body as string));
const find = <T extends HTMLElement = HTMLElement>(what: string) => document.querySelector<T>(what)!;
const text = (what: string) => find(what).textContent;

function page(data = ""): void {
  document.body.innerHTML = `<div data-network-banner></div>
    <a aria-current="page"><span data-watched>已看 3%</span></a>
    <section data-watch data-key="7" data-study-url="/study/" data-beats-url="/beats/" data-resume-ms="60000" data-furthest-ms="60000" data-speed-percent="200" ${data}>
    <div data-watch-taken hidden><button data-watch-here>在这里继续看</button></div>
    <p data-watch-say></p><div data-watch-figure><b></b><progress max="100"></progress></div><p data-watch-saved></p>
    <div data-watch-completed hidden><p></p></div>
    <div data-watch-missing hidden><div data-watch-gaps></div><p data-watch-more></p></div></section>`;
  film = new Film();
  find("[data-watch]").prepend(film.video);
  startWatch();
}

beforeEach(() => {
  vi.useFakeTimers();
  server = {};
  hidden = false;
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  vi.stubGlobal("fetch", fetchMock.mockReset().mockImplementation(async () => answer()));
  localStorage.clear();
});
afterEach(() => {
  film.stop();
  vi.clearAllTimers();
  vi.useRealTimers();
});

describe("a film in the player", () => {
  it("goes on where one was, says so to the server when it plays, and about every fifteen seconds", async () => {
    page();
    expect(film.time).toBe(60);
    expect(fetchMock).not.toHaveBeenCalled();
    await film.play(26);
    expect(sent().map(({ pieces }) => pieces)).toEqual([[], [[60_000, 72_000]], [[72_000, 84_000]]]);
    expect(text("[data-watch-saved]")).toBe("已保存到 01:24");
    expect(text("[data-watch-figure] b")).toBe("已看 12%（01:12 / 10:00）");
    expect(find<HTMLProgressElement>("progress").value).toBe(12);
    expect(text("[data-watched]")).toBe("已看 12%");
  });

  it("sends what is left at a pause, and nothing while it stands", async () => {
    page();
    await film.play(5);
    film.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent().map(({ pieces }) => pieces)).toEqual([[], [[60_000, 65_000]]]);
  });

  it("pauses where the tab is hidden, and says so", async () => {
    page();
    await film.play(5);
    hidden = true;
    document.dispatchEvent(new Event("visibilitychange"));
    expect(film.paused).toBe(true);
    expect(text("[data-watch-say]")).toContain("影片已暂停");
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()[1].pieces).toEqual([[60_000, 65_000]]);
  });

  it("sends what is left when the page goes", async () => {
    page();
    await film.play(5);
    window.dispatchEvent(new Event("pagehide"));
    await vi.advanceTimersByTimeAsync(0);
    // Players of earlier tests still listen to the same window.
    const last = expect.objectContaining({ pieces: [[60_000, 65_000]], position_ms: 65_000 });
    expect(sent()).toContainEqual(last);
    expect(fetchMock.mock.calls.filter(([, options]) => (options as RequestInit).keepalive)).not.toHaveLength(0);
  });

  it("follows another device that went further since the page was made", async () => {
    page();
    server = { resume_ms: 300_000 };
    await film.play(1);
    expect(film.time).toBeGreaterThan(299);
  });

  it("sends what was left unsent on this device as soon as it plays, and not before, and goes on from there", async () => {
    localStorage.setItem("watch:7", JSON.stringify({ pieces: [[60_000, 200_000]], position: 200_000 }));
    page();
    expect(film.time).toBe(200);
    expect(text("[data-watch-saved]")).toBe("上次有一段没保存上，还留在本机。按播放键就会补上。");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchMock).not.toHaveBeenCalled();
    film.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(film.time).toBe(200);
    expect(sent()).toEqual([{ token: "t", seq: 1, pieces: [[60_000, 200_000]], position_ms: 200_000 }]);
    expect(text("[data-watch-saved]")).toBe("已保存到 03:20");
  });

  it("says what was not counted, what is missing, and when it is done", async () => {
    page();
    server = { lost: ["有 3 秒没有计入。"], missing: [{ start_ms: 5000, words: "00:05–00:09" }], unnamed: 2, completed: "已看 96%，已完成。" };
    await film.play(1);
    film.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(text("[data-watch-say]")).toBe("有 3 秒没有计入。");
    expect(text("[data-watch-more]")).toBe("另有 2 段");
    expect(text("[data-watch-completed] p")).toBe("已看 96%，已完成。");
    find<HTMLButtonElement>("[data-watch-gaps] button").click();
    expect(film.time).toBe(5);
  });

  it("tells the banner of a lost network what is saved", async () => {
    page();
    await film.play(13);
    expect(find("[data-network-banner]").dataset["words"]).toContain("已保存到 01:12");
    fetchMock.mockImplementation(() => Promise.reject(new TypeError("offline")));
    await film.play(13);
    expect(text("[data-watch-saved]")).toContain("看过的先留在本机");
    expect(film.paused).toBe(false);
    fetchMock.mockImplementation(async () => answer());
    document.dispatchEvent(new Event("academy:reachable"));
    await vi.advanceTimersByTimeAsync(0);
    expect(localStorage.getItem("watch:7")).toBeNull();
  });

  it("pauses when the session has ended, asks to sign in, and goes on at the same second", async () => {
    const signedOut = vi.fn();
    document.addEventListener("academy:signed-out", signedOut);
    page();
    await film.play(10);
    fetchMock.mockImplementation(async () => answer({ message: "登录已过期" }, 401));
    await film.play(10);
    expect(film.paused).toBe(true);
    expect(signedOut).toHaveBeenCalledTimes(1);
    const stopped = film.time;
    film.error = new Error("403");
    film.fire("error");
    fetchMock.mockImplementation(async () => answer());
    document.dispatchEvent(new Event("academy:signed-in"));
    film.fire("loadedmetadata");
    expect(film.time).toBe(stopped);
    expect(film.paused).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(localStorage.getItem("watch:7")).toBeNull();
    document.removeEventListener("academy:signed-out", signedOut);
  });

  it("stops where another device goes on, says so, and takes over at its place", async () => {
    page();
    await film.play(2);
    server = { taken_over: true, lost: ["已在别处继续"] };
    await film.play(12);
    expect(film.paused).toBe(true);
    expect(find("[data-watch-taken]").hidden).toBe(false);
    film.start();
    expect(film.paused).toBe(true);
    server = { resume_ms: 400_000 };
    find<HTMLButtonElement>("[data-watch-here]").click();
    await vi.advanceTimersByTimeAsync(0);
    expect(find("[data-watch-taken]").hidden).toBe(true);
    expect(film.time).toBe(400);
    expect(film.paused).toBe(false);
  });

  it("stops where the activity was closed", async () => {
    page();
    fetchMock.mockImplementation(async () => answer({ message: "已停用。您看过的部分都已保存" }, 403));
    await film.play(2);
    expect(film.paused).toBe(true);
    expect(text("[data-watch-saved]")).toContain("已停用");
  });

  it("only plays in an author's preview", async () => {
    document.body.innerHTML = `<section data-watch data-key=""></section>`;
    film = new Film();
    find("[data-watch]").prepend(film.video);
    expect(startWatch()).toBeNull();
    await film.play(30);
    expect(fetchMock).not.toHaveBeenCalled();
  });

  it("keeps order where that is asked for, until it is done", () => {
    page("data-in-order");
    film.video.currentTime = 500;
    expect(film.time).toBe(60);
    page("data-in-order data-done");
    film.video.currentTime = 500;
    expect(film.time).toBe(500);
  });
});
