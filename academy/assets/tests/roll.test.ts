import { beforeEach, expect, it, vi } from "vitest";
import { startRoll } from "../src/roll";

const fetchMock = vi.fn();
const button = (value: string) => document.querySelector<HTMLButtonElement>(`button[value="${value}"]`)!;
const state = () => document.querySelector("[data-roll-state]")!.textContent;
const pressed = (value: string) => button(value).getAttribute("aria-pressed");
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function tap(value: string): Promise<void> {
  const event = new Event("submit", { cancelable: true, bubbles: true });
  Object.defineProperty(event, "submitter", { value: button(value) });
  document.querySelector("form")!.dispatchEvent(event);
  await settled();
  await settled();
}

beforeEach(() => {
  vi.stubGlobal("fetch", fetchMock.mockReset());
  document.body.innerHTML = `<p data-roll-rate>应到 2 人</p><b data-roll-unknown>2</b>
    <form data-roll action="/roll/"><li data-roll-line><span data-roll-state>未签到</span>
    <button name="mark" value="12:present" aria-pressed="false"></button>
    <button name="mark" value="12:late" aria-pressed="true"></button></li></form>`;
  startRoll();
});

it("sends one tap and shows what was saved and how many are missing", async () => {
  fetchMock.mockResolvedValue(new Response(JSON.stringify({ saved: true, words: "已记为“到课”", rate: "实到 1 人", unknown: 1 })));
  await tap("12:present");
  expect(fetchMock).toHaveBeenCalledOnce();
  expect((fetchMock.mock.calls[0]![1].body as FormData).get("mark")).toBe("12:present");
  expect(state()).toBe("已记为“到课”");
  expect([pressed("12:present"), pressed("12:late")]).toEqual(["true", "false"]);
  expect(document.querySelector("[data-roll-rate]")!.textContent).toBe("实到 1 人");
  expect(document.querySelector("[data-roll-unknown]")!.textContent).toBe("1");
});

it("leaves the buttons as they were when a mark was not taken", async () => {
  fetchMock.mockResolvedValue(new Response(JSON.stringify({ saved: false, words: "点名已记为“缺课”" }), { status: 409 }));
  await tap("12:present");
  expect(state()).toContain("缺课");
  expect([pressed("12:present"), pressed("12:late")]).toEqual(["false", "true"]);
});

it("says that nothing was saved when the network is gone", async () => {
  fetchMock.mockRejectedValue(new TypeError("offline"));
  await tap("12:present");
  expect(state()).toContain("没有保存");
  expect(pressed("12:present")).toBe("false");
  fetchMock.mockResolvedValue(new Response(JSON.stringify({ saved: true, words: "已记为“到课”" })));
  await tap("12:present");
  expect(pressed("12:present")).toBe("true");
});
