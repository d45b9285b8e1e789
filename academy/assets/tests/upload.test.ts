import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startUploads } from "../src/upload";

class FakeRequest {
  static last: FakeRequest | null = null;
  static count = 0;
  upload = new EventTarget();
  own = new EventTarget();
  headers: Record<string, string> = {};
  status = 0;
  responseText = "";
  body: FormData | null = null;
  constructor() {
    FakeRequest.last = this;
    FakeRequest.count += 1;
  }
  open(): void {}
  setRequestHeader(name: string, value: string): void { this.headers[name] = value; }
  addEventListener(name: string, listener: () => void): void { this.own.addEventListener(name, listener); }
  send(body: FormData): void { this.body = body; }
  progress(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded, total }));
  }
  answer(status: number, reply: unknown): void {
    this.status = status;
    this.responseText = typeof reply === "string" ? reply : JSON.stringify(reply);
    this.own.dispatchEvent(new Event("load"));
  }
}

const form = () => document.querySelector("form")!;
const words = () => document.querySelector("[role=status]")!.textContent;
const bar = () => document.querySelector("progress")!;
const assign = vi.fn();
const reload = vi.fn();

function submit(): Event {
  const event = Object.assign(new Event("submit", { cancelable: true }), { submitter: document.querySelector("button") });
  form().dispatchEvent(event);
  return event;
}

function choose(): void {
  const file = new File(["film"], "a.mp4");
  Object.defineProperty(document.querySelector("[data-upload]")!, "files", { value: [file] });
}

beforeEach(() => {
  FakeRequest.count = 0;
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("location", { assign: assign.mockReset(), reload: reload.mockReset() });
  document.body.innerHTML = `<form action="/films/add/"><input name="title" value="甲"><input type="file" name="film" data-upload><button data-w-progress-loading-value="true"></button></form>`;
  startUploads();
});
afterEach(() => {
  FakeRequest.last?.own.dispatchEvent(new Event("error"));
  vi.unstubAllGlobals();
});

it("leaves a form without a file alone", () => {
  expect(submit().defaultPrevented).toBe(false);
  expect(FakeRequest.count).toBe(0);
});

it("sends the whole form, shows how far it is, and goes where it is told", () => {
  choose();
  expect(submit().defaultPrevented).toBe(true);
  const request = FakeRequest.last!;
  expect(request.headers["Accept"]).toBe("application/json");
  expect(request.body!.get("title")).toBe("甲");
  request.progress(30, 120);
  expect(words()).toBe("正在上传：25%，请不要关闭本页。");
  expect(bar().value).toBe(25);
  request.progress(120, 120);
  expect(words()).toContain("正在保存");
  request.answer(200, { success: true, url: "/films/1/" });
  expect(assign).toHaveBeenCalledWith("/films/1/");
});

it("shows a changed film anew", () => {
  choose();
  submit();
  FakeRequest.last!.answer(200, { success: true });
  expect(reload).toHaveBeenCalledOnce();
});

it("is not sent twice at once", () => {
  choose();
  submit();
  submit();
  expect(FakeRequest.count).toBe(1);
});

it.each([
  [400, { success: false, error_message: "影片文件：太大" }, "影片文件：太大"],
  [413, "<html>", "文件太大，服务器没有接收。"],
  [200, "<html>sign in</html>", "登录已过期"],
  [413, { success: false, error_message: "登录已过期：请登录后再传。" }, "登录已过期：请登录后再传。"],
  [502, "<html>", "服务器出了错，没有保存。"],
])("says what went wrong and keeps everything (%i)", (status, reply, expected) => {
  choose();
  submit();
  FakeRequest.last!.answer(status, reply);
  expect(words()).toContain(expected);
  expect(bar().hidden).toBe(true);
  expect(document.querySelector("button")!.getAttribute("data-w-progress-loading-value")).toBe("false");
  expect(assign).not.toHaveBeenCalled();
  submit();
  expect(FakeRequest.count).toBe(2);
});

it("warns before leaving while it sends, and only then", () => {
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  choose();
  expect(leave()).toBe(false);
  submit();
  expect(leave()).toBe(true);
  FakeRequest.last!.own.dispatchEvent(new Event("error"));
  expect(words()).toContain("网络中断");
  expect(leave()).toBe(false);
});
