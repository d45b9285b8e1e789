import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Line, type Listener, type Reply } from "../src/watch-line";
import type { Piece } from "../src/watch-pieces";

const PLACES = { study: "/study/", beats: "/beats/", key: "watch:7" };
const fetchMock = vi.fn();
const listener = { opened: vi.fn<Listener["opened"]>(), counted: vi.fn<Listener["counted"]>(), changed: vi.fn<Listener["changed"]>() };
let line: Line;

const figure = { percent: 5, words: "已看 5%", position_ms: 0, resume_ms: 0, furthest_ms: 0, missing: [], unnamed: 0, complete: false };
const answer = (body: Partial<Reply> & { message?: string } = {}, status = 200, headers = {}) =>
  new Response(JSON.stringify({ ...figure, token: "t", done: false, ...body }), { status, headers });
const beats = () => fetchMock.mock.calls.filter(([url]) => url === "/beats/").map(([, options]) => JSON.parse((options as RequestInit).body as string));
const sent = () => beats().map(({ pieces }) => pieces as Piece[]);
const stored = () => JSON.parse(localStorage.getItem(PLACES.key) ?? "null");

function make(): Line {
  for (const told of Object.values(listener)) told.mockReset();
  return new Line(PLACES, listener);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetchMock.mockReset().mockImplementation(async () => answer()));
  localStorage.clear();
  line = make();
});
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
});

describe("beats", () => {
  it("open a study first, once, then carry its newest token and ascending numbers", async () => {
    fetchMock.mockImplementation(async (url: string) => answer({ token: url === "/study/" ? "first" : `after ${beats().length}` }));
    line.add([[0, 1000]], 1000);
    await line.beat();
    line.add([[1000, 2000]], 2000);
    await line.beat();
    expect(beats()).toEqual([
      { token: "first", seq: 1, pieces: [[0, 1000]], position_ms: 1000 },
      { token: "after 1", seq: 2, pieces: [[1000, 2000]], position_ms: 2000 },
    ]);
    expect(listener.opened).toHaveBeenCalledTimes(1);
    expect(listener.counted).toHaveBeenCalledTimes(2);
    expect(line.savedAt).toBe(2000);
  });

  it("never overlap: what comes meanwhile goes right after", async () => {
    line.add([[0, 1000]], 1000);
    const first = line.beat();
    line.add([[1000, 2000]], 2000);
    void line.beat();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()).toEqual([[[0, 2000]], []]);
  });

  it("go out at once when the page goes, even beside another", async () => {
    await line.beat();
    let release = (_: Response) => {};
    fetchMock.mockImplementationOnce(() => new Promise<Response>((resolve) => (release = resolve)));
    line.add([[0, 1000]], 1000);
    const slow = line.beat();
    await line.beat({ keepalive: true });
    release(answer());
    await slow;
    expect(sent()).toEqual([[], [[0, 1000]], [[0, 1000]]]);
    expect((fetchMock.mock.calls[3]![1] as RequestInit).keepalive).toBe(true);
    expect(stored()).toBeNull();
  });

  it("carry two hundred pieces at most, the rest follows at once", async () => {
    line.add(Array.from({ length: 250 }, (_, n): Piece => [n * 10, n * 10 + 5]), 2500);
    await line.beat();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent().map((pieces) => pieces.length)).toEqual([200, 50]);
  });
});

describe("a lost network", () => {
  it("loses nothing: the next beat carries all, under a new number, and it is forgotten once it arrived", async () => {
    const unreachable = vi.fn();
    document.addEventListener("academy:unreachable", unreachable);
    await line.beat();
    fetchMock.mockImplementation(() => Promise.reject(new TypeError("offline")));
    line.add([[0, 12_000]], 12_000);
    await line.beat();
    line.add([[12_000, 24_000]], 24_000);
    expect(line.state).toBe("retrying");
    expect(stored()).toEqual({ pieces: [[0, 24_000]], position: 24_000 });
    expect(unreachable).toHaveBeenCalled();
    fetchMock.mockImplementation(async () => answer());
    line.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(beats().pop()).toMatchObject({ seq: 3, pieces: [[0, 24_000]] });
    expect(stored()).toBeNull();
    document.removeEventListener("academy:unreachable", unreachable);
  });

  it("is tried again by itself, ever more patiently", async () => {
    fetchMock.mockImplementation(() => Promise.reject(new TypeError("offline")));
    line.add([[0, 1000]], 1000);
    await line.beat();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchMock.mock.calls.length).toBeGreaterThan(4);
    expect(fetchMock.mock.calls.length).toBeLessThan(9);
  });

  it("waits as long as a busy server asks, and says so in its words", async () => {
    await line.beat();
    fetchMock.mockImplementationOnce(async () => answer({ message: "服务器正忙" }, 503, { "Retry-After": "5" }));
    line.add([[0, 1000]], 1000);
    await line.beat();
    expect(listener.changed).toHaveBeenLastCalledWith("retrying", "服务器正忙");
    await vi.advanceTimersByTimeAsync(4900);
    expect(sent()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent()).toHaveLength(3);
    expect(line.state).toBe("open");
  });
});

describe("what a page left on the device", () => {
  it("is found again, sent once, and forgotten", async () => {
    localStorage.setItem(PLACES.key, JSON.stringify({ pieces: [[0, 9000]], position: 9000 }));
    line = make();
    expect(line.leftAt).toBe(9000);
    await line.beat();
    expect(beats()).toEqual([{ token: "t", seq: 1, pieces: [[0, 9000]], position_ms: 9000 }]);
    expect(line.leftAt).toBeNull();
    expect(stored()).toBeNull();
  });

  it("takes nobody's place by itself: it waits for the first beat, whatever the network does", async () => {
    localStorage.setItem(PLACES.key, JSON.stringify({ pieces: [[0, 9000]], position: 9000 }));
    line = make();
    line.retry();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchMock).not.toHaveBeenCalled();
    expect(stored()).toEqual({ pieces: [[0, 9000]], position: 9000 });
  });

  it("is sent by the page that counts, also what another that lives adds to it", async () => {
    const other = make();
    await other.beat();
    other.add([[0, 4000]], 4000);
    await line.beat();
    fetchMock.mockImplementationOnce(async () => answer({ taken_over: true }));
    await other.beat();
    other.add([[4000, 5000]], 5000);
    line.add([[8000, 9000]], 9000);
    await line.beat();
    expect(other.state).toBe("taken");
    expect(sent()).toEqual([[], [[0, 4000]], [[0, 4000]], [[0, 5000], [8000, 9000]]]);
    expect(stored()).toBeNull();
  });

  it.each(["", "null", "7", "{}", '{"pieces": 1}', '{"pieces": [["a", 1], [1]]}'])("may be nonsense: %s", (text) => {
    localStorage.setItem(PLACES.key, text);
    expect(make().leftAt).toBeNull();
  });

  it("is only in this page where the browser keeps nothing", async () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    line.add([[0, 1000]], 1000);
    await line.beat();
    expect(sent()).toEqual([[[0, 1000]]]);
  });
});

describe("refusals", () => {
  it("stop at an expired session until somebody signs in", async () => {
    await line.beat();
    fetchMock.mockImplementationOnce(async () => answer({ message: "登录已过期" }, 401));
    line.add([[0, 1000]], 1000);
    await line.beat();
    expect(listener.changed).toHaveBeenLastCalledWith("signed-out", "登录已过期");
    await line.beat();
    expect(sent()).toHaveLength(2);
    line.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent().pop()).toEqual([[0, 1000]]);
    expect(stored()).toBeNull();
  });

  it("stop for good where the activity is closed, and keep what was watched", async () => {
    await line.beat();
    fetchMock.mockImplementation(async () => answer({ message: "已停用" }, 403));
    line.add([[0, 1000]], 1000);
    await line.beat();
    line.retry();
    await line.beat();
    expect(line.state).toBe("closed");
    expect(sent()).toHaveLength(2);
    expect(stored()).toEqual({ pieces: [[0, 1000]], position: 1000 });
  });

  it("stop where another device goes on, until this one takes over with all that is unsent", async () => {
    await line.beat();
    fetchMock.mockImplementationOnce(async () => answer({ taken_over: true, lost: ["已在别处继续"] }));
    line.add([[0, 1000]], 1000);
    await line.beat();
    expect(listener.changed).toHaveBeenLastCalledWith("taken", "已在别处继续");
    await line.beat();
    line.retry();
    expect(sent()).toHaveLength(2);
    fetchMock.mockImplementation(async () => answer({ token: "new" }));
    await line.takeOver();
    expect(beats().pop()).toEqual({ token: "new", seq: 1, pieces: [[0, 1000]], position_ms: null });
    expect(line.state).toBe("open");
  });
});
