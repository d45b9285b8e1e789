import { beforeEach, expect, it, vi } from "vitest";
import { startBoard, wishOf } from "../src/board";

const fetchMock = vi.fn();
const go = vi.fn();
const card = () => document.querySelector<HTMLElement>("#card")!;
const zone = (id: string) => document.querySelector<HTMLElement>(`#${id}`)!;
const words = () => document.querySelector<HTMLElement>("[data-card-words]")!;
const answer = (reply: object, status = 200) => new Response(JSON.stringify(reply), { status });

function page(zones: string, card = `data-time="08:45" data-teachers="3,7"`): void {
  document.body.innerHTML = `<div data-board><span data-board-note>没有新的改动</span><input type="hidden" name="csrfmiddlewaretoken" value="secret">
    <table><tr>${zones}</tr></table></div>`;
  zone("from").innerHTML = `<article id="card" data-card="5" data-url="/admin/5/" data-version="4" data-class="1" ${card} draggable="true">
    <a href="/admin/5/">议事</a><span data-card-time>08:45–10:15</span><span data-card-room>301</span>
    <span data-card-teachers>张敏</span><div data-card-words hidden></div></article><p id="after"></p>`;
}

function sent(): Record<string, string> {
  const body = fetchMock.mock.calls[0]![1].body as FormData;
  return Object.fromEntries([...body.entries()].map(([name, value]) => [name, String(value)]));
}

async function drag(to: string): Promise<void> {
  card().dispatchEvent(new Event("dragstart", { bubbles: true }));
  zone(to).dispatchEvent(new Event("drop", { bubbles: true, cancelable: true }));
  await new Promise((done) => setTimeout(done, 0));
}

beforeEach(() => {
  vi.stubGlobal("fetch", fetchMock.mockReset());
  go.mockReset();
  page(`<td id="from" data-zone data-day="2026-11-30" data-class="1" data-time="08:30"></td>
    <td id="to" data-zone data-day="2026-12-01" data-class="1" data-time="13:30"></td>
    <td id="beside" data-zone data-day="2026-12-01" data-class="1" data-time="08:30"></td>`);
  startBoard(document, go);
});

it("sends what the form would send, and writes down where the card stands now", async () => {
  fetchMock.mockResolvedValue(answer({ ok: true, message: "", version: 5, time: "13:30–15:00", room: "402", teachers: [[3, "张敏"], [7, "李强"]] }));
  await drag("to");
  expect(fetchMock.mock.calls[0]![0]).toBe("/admin/5/");
  expect(fetchMock.mock.calls[0]![1].headers).toEqual({ Accept: "application/json" });
  expect(sent()).toEqual({ day: "2026-12-01", version: "4", time: "13:30", csrfmiddlewaretoken: "secret" });
  expect(card().parentElement!.id).toBe("to");
  expect([card().dataset["version"], card().dataset["time"]]).toEqual(["5", "13:30"]);
  expect(document.querySelector("[data-card-room]")!.textContent).toBe("402");
  expect(document.querySelector("[data-board-note]")!.textContent).toContain("还没有公布");
  expect(document.querySelector("[data-card-teachers]")!.textContent).toBe("张敏、李强");
});

it("goes back and says every conflict when it is refused", async () => {
  fetchMock.mockResolvedValue(answer({ ok: false, message: "没有移到这里", conflicts: ["教师张敏已有课", "教室301已有课"] }, 422));
  await drag("to");
  expect(card().parentElement!.id).toBe("from");
  expect(card().nextElementSibling!.id).toBe("after");
  expect(card().classList.contains("is-refused")).toBe(true);
  expect(words().hidden).toBe(false);
  expect([...words().querySelectorAll("li")].map((each) => each.textContent)).toEqual(["教师张敏已有课", "教室301已有课"]);
  expect(card().dataset["version"]).toBe("4");
});

it("says who was first", async () => {
  fetchMock.mockResolvedValue(answer({ ok: false, message: "这节课刚刚已由周敏处理", conflicts: [] }, 409));
  await drag("to");
  expect(words().textContent).toBe("这节课刚刚已由周敏处理");
  expect(card().parentElement!.id).toBe("from");
});

it.each([
  [() => fetchMock.mockRejectedValue(new TypeError("offline")), "网络中断"],
  [() => fetchMock.mockResolvedValue(new Response("", { status: 403 })), "登录已过期"],
  [() => fetchMock.mockResolvedValue(new Response("<html>", { status: 500 })), "服务器出了错"],
])("goes back when nobody answers", async (prepare, said) => {
  prepare();
  await drag("to");
  expect(words().textContent).toContain(said);
  expect(card().parentElement!.id).toBe("from");
});

it("keeps its minute in the row of its own period", async () => {
  fetchMock.mockResolvedValue(answer({ ok: true, message: "", version: 5 }));
  await drag("beside");
  expect(sent()).not.toHaveProperty("time");
});

it("sends nothing when it is dropped where it stands", async () => {
  await drag("from");
  expect(fetchMock).not.toHaveBeenCalled();
});

it("asks the form for the hour of what has none", async () => {
  page(`<td id="from"></td><td id="to" data-zone data-day="2026-12-01" data-room="9"></td>`, "");
  startBoard(document, go);
  await drag("to");
  expect(go).toHaveBeenCalledWith("/admin/5/?day=2026-12-01");
  expect(fetchMock).not.toHaveBeenCalled();
});

it("changes the teacher of the row it comes from, or the room, never the class", () => {
  page(`<td id="from" data-zone data-day="2026-11-30" data-teacher="7"></td>
    <td id="to" data-zone data-day="2026-11-30" data-teacher="8"></td>
    <td id="room" data-zone data-day="2026-11-30" data-room="9"></td>
    <td id="other" data-zone data-day="2026-11-30" data-class="2"></td>`);
  const wish = (to: string) => wishOf(card(), zone("from"), zone(to));
  expect([...(wish("to") as Map<string, string>)]).toContainEqual(["teacher_2", "8"]);
  expect([...(wish("room") as Map<string, string>)]).toContainEqual(["room", "9"]);
  expect(wish("other")).toContain("不能移到别的班");
});
