import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Question, startAutosave } from "../src/autosave";
import { shouldWarn } from "../src/unsaved";

const KEY = "autosave:/save/:7";
const fetchMock = vi.fn();
let frame: HTMLFieldSetElement;
let question: Question;

function page(): void {
  document.body.innerHTML = `
    <b data-unanswered>3</b>
    <form data-autosave-url="/save/"><input type="hidden" name="csrfmiddlewaretoken" value="token">
      <fieldset data-question="7"><input type="radio" name="answer" value="a"><input type="radio" name="answer" value="b">
      <textarea name="words"></textarea><p data-save-state></p></fieldset></form>`;
  frame = document.querySelector("fieldset")!;
}

const reply = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const state = () => frame.querySelector("[data-save-state]")!.textContent;
const sent = (call = 0) => (fetchMock.mock.calls[call]![1] as RequestInit).body as FormData;
const settle = () => vi.advanceTimersByTimeAsync(0);

function choose(value: string): void {
  frame.querySelector<HTMLInputElement>(`[value=${value}]`)!.checked = true;
  frame.querySelector("input")!.dispatchEvent(new Event("change", { bubbles: true }));
}

function type(text: string): void {
  const area = frame.querySelector("textarea")!;
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetchMock.mockReset());
  sessionStorage.clear();
  page();
  question = startAutosave()[0]!;
});

afterEach(async () => {
  fetchMock.mockResolvedValue(reply({ saved: true }));
  question.note(0);
  question.retry();
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
});

describe("saving", () => {
  it("sends a choice at once, with the question and the token", async () => {
    fetchMock.mockResolvedValue(reply({ saved: true, unanswered: 2 }));
    choose("b");
    expect(state()).toBe("正在保存…");
    await settle();
    expect(fetchMock.mock.calls[0]![0]).toBe("/save/");
    expect(Array.from(sent().entries()).map(([name, value]) => `${name}=${value}`)).toEqual(
      ["answer=b", "words=", "question=7", "csrfmiddlewaretoken=token"]);
    expect(state()).toBe("已保存");
    expect(document.querySelector("[data-unanswered]")!.textContent).toBe("2");
    expect(sessionStorage.getItem(KEY)).toBeNull();
    expect(shouldWarn()).toBe(false);
  });

  it("brings the lease that came with the last reply", async () => {
    for (const lease of ["one", "two"]) fetchMock.mockResolvedValueOnce(reply({ saved: true, unanswered: 0, lease }));
    for (const value of ["a", "b"]) {
      choose(value);
      await settle();
    }
    fetchMock.mockResolvedValue(reply({ saved: true, unanswered: 0 }));
    choose("a");
    await settle();
    expect([sent(0), sent(1), sent(2)].map((body) => body.get("lease"))).toEqual([null, "one", "two"]);
  });

  it("waits for a pause in typing and sends once", async () => {
    fetchMock.mockResolvedValue(reply({ saved: true }));
    type("居");
    await vi.advanceTimersByTimeAsync(500);
    type("居民");
    await vi.advanceTimersByTimeAsync(799);
    expect(fetchMock).not.toHaveBeenCalled();
    expect(shouldWarn()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetchMock).toHaveBeenCalledOnce();
    expect(sent().get("words")).toBe("居民");
    frame.querySelector("textarea")!.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
    expect(fetchMock).toHaveBeenCalledOnce();
  });

  it("keeps one request in flight, and the newest value wins", async () => {
    let answer!: (response: Response) => void;
    fetchMock.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    fetchMock.mockResolvedValue(reply({ saved: true }));
    choose("a");
    choose("b");
    await settle();
    expect(fetchMock).toHaveBeenCalledOnce();
    answer(reply({ saved: true }));
    await settle();
    expect(fetchMock).toHaveBeenCalledTimes(2);
    expect(sent(1).get("answer")).toBe("b");
    expect(state()).toBe("已保存");
  });
});

describe("failing", () => {
  it("retries with growing pauses and keeps the answer meanwhile", async () => {
    fetchMock.mockRejectedValueOnce(new TypeError("offline")).mockResolvedValueOnce(reply({}, 502));
    fetchMock.mockResolvedValue(reply({ saved: true }));
    choose("a");
    await settle();
    expect(state()).toBe("未保存，正在重试");
    expect(sessionStorage.getItem(KEY)).toContain('"a"');
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetchMock).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1999);
    expect(fetchMock).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(state()).toBe("已保存");
  });

  it("tries at once when the network is back", async () => {
    fetchMock.mockRejectedValueOnce(new TypeError("offline")).mockResolvedValue(reply({ saved: true }));
    choose("a");
    await settle();
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(state()).toBe("已保存");
  });

  it.each([401, 403])("shows why at %i, keeps the answer, and does not insist", async (status) => {
    fetchMock.mockResolvedValue(reply({ message: "请重新登录" }, status));
    choose("a");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchMock).toHaveBeenCalledOnce();
    expect(state()).toBe("请重新登录");
    expect(shouldWarn()).toBe(true);
    fetchMock.mockResolvedValue(reply({ saved: true }));
    document.dispatchEvent(new Event("academy:signed-in"));
    await settle();
    expect(state()).toBe("已保存");
  });

  it("lets go at 409: the attempt is closed", async () => {
    fetchMock.mockResolvedValue(reply({ message: "已交卷" }, 409));
    choose("a");
    await settle();
    expect(state()).toBe("已交卷");
    expect(shouldWarn()).toBe(false);
    expect(sessionStorage.getItem(KEY)).toBeNull();
  });

  it("sends what is left when the page goes away, outliving it", async () => {
    fetchMock.mockReturnValueOnce(new Promise(() => undefined));
    fetchMock.mockResolvedValue(reply({ saved: true }));
    choose("a");
    type("还没停笔");
    window.dispatchEvent(new Event("pagehide"));
    const last = fetchMock.mock.lastCall![1] as RequestInit;
    expect(last.keepalive).toBe(true);
    expect((last.body as FormData).get("words")).toBe("还没停笔");
    expect((fetchMock.mock.calls[0]![1] as RequestInit).signal!.aborted).toBe(true);
    await settle();
  });

  it("sends nothing beside the form that is handed in, until the page is shown again", async () => {
    fetchMock.mockReturnValueOnce(new Promise(() => undefined));
    fetchMock.mockResolvedValue(reply({ saved: true }));
    choose("a");
    type("还没停笔");
    document.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    window.dispatchEvent(new Event("pagehide"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetchMock).toHaveBeenCalledOnce();
    expect((fetchMock.mock.calls[0]![1] as RequestInit).signal!.aborted).toBe(true);
    expect(sessionStorage.getItem(KEY)).toContain("还没停笔");
    window.dispatchEvent(new Event("pageshow"));
    await settle();
    expect(sent(1).get("words")).toBe("还没停笔");
    expect(state()).toBe("已保存");
  });

  it("puts back and sends what an earlier page could not", async () => {
    sessionStorage.setItem(KEY, JSON.stringify([["answer", "b"], ["words", "旧稿"]]));
    fetchMock.mockResolvedValue(reply({ saved: true }));
    page();
    question = new Question(document.querySelector("form")!, frame);
    expect(frame.querySelector("textarea")!.value).toBe("旧稿");
    expect(frame.querySelector<HTMLInputElement>("[value=b]")!.checked).toBe(true);
    await settle();
    expect(sent().get("answer")).toBe("b");
  });
});
