import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startKeys } from "../src/watch-keys";
import { Film } from "./film";

const film = new Film();

function press(key: string, target: Element = document.body, options: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

beforeAll(() => startKeys(film.video));
beforeEach(() => {
  film.stop();
  film.time = 100;
  document.body.innerHTML = `<input><textarea></textarea><select></select><button>x</button><a href="#">x</a>
    <details><summary>x</summary></details><dialog><p>x</p></dialog>`;
});

describe("keys", () => {
  it.each([" ", "k", "K"])("%s plays and pauses", (key) => {
    expect(press(key)).toBe(true);
    expect(film.paused).toBe(false);
    press(key);
    expect(film.paused).toBe(true);
  });

  it.each([["ArrowLeft", 95], ["ArrowRight", 105], ["j", 90], ["l", 110]])("%s moves", (key, time) => {
    expect(press(key)).toBe(true);
    expect(film.time).toBe(time);
  });

  it("stays within the film", () => {
    film.time = 3;
    press("j");
    expect(film.time).toBe(0);
    film.time = 599;
    press("l");
    expect(film.time).toBe(600);
  });

  it.each(["input", "textarea", "select", "button", "a", "summary", "dialog p"])("leaves %s its own keys", (selector) => {
    const target = document.querySelector(selector)!;
    for (const key of [" ", "k", "ArrowLeft", "j"]) expect(press(key, target)).toBe(false);
    expect(film.paused).toBe(true);
    expect(film.time).toBe(100);
  });

  it("leaves the browser its shortcuts, and everything else alone", () => {
    for (const held of ["ctrlKey", "altKey", "metaKey", "shiftKey"]) expect(press("l", document.body, { [held]: true })).toBe(false);
    expect(press("x")).toBe(false);
    expect(press("Tab")).toBe(false);
  });
});
