import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startKeys } from "../src/watch-keys";
import { Film } from "./film";

const film = new Film();

function press(key: string, target: Element = document.body, options: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

const player = document.createElement("section");
const FIELDS = `<input><textarea></textarea><select></select><dialog><p>x</p></dialog>`;
const PRESSED = `<button>x</button><a href="#">x</a><details><summary>x</summary></details>`;

beforeAll(() => startKeys(player, film.video));
beforeEach(() => {
  film.stop();
  film.time = 100;
  player.innerHTML = FIELDS + PRESSED;
  player.prepend(film.video);
  document.body.innerHTML = `<main>${FIELDS}${PRESSED}</main>`;
  document.body.append(player);
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

  const fields = ["input", "textarea", "select", "dialog p"].flatMap((field) => [`main ${field}`, `section ${field}`]);
  it.each([...fields, "main button", "main a", "main summary"])("leaves %s its own keys", (selector) => {
    const target = document.querySelector(selector)!;
    for (const key of [" ", "k", "ArrowLeft", "j"]) expect(press(key, target)).toBe(false);
    expect(film.paused).toBe(true);
    expect(film.time).toBe(100);
  });

  it.each(["button", "a", "summary"])("leaves a %s of the player to be pressed, and no other key", (selector) => {
    const target = player.querySelector(selector)!;
    for (const key of [" ", "Enter"]) expect(press(key, target)).toBe(false);
    expect(film.paused).toBe(true);
    expect(press("ArrowLeft", target)).toBe(true);
    expect(film.time).toBe(95);
    expect(press("k", target)).toBe(true);
    expect(film.paused).toBe(false);
  });

  it("are the player's alone on the film: its own controls hear nothing of them", () => {
    const native = vi.fn();
    film.video.addEventListener("keydown", native);
    for (const key of [" ", "ArrowRight", "j"]) expect(press(key, film.video)).toBe(true);
    expect(native).not.toHaveBeenCalled();
    expect(film.paused).toBe(false);
    expect(film.time).toBe(95);
    expect(press("ArrowUp", film.video)).toBe(false);
    expect(native).toHaveBeenCalledTimes(1);
    film.video.removeEventListener("keydown", native);
  });

  it("leaves the browser its shortcuts, and everything else alone", () => {
    for (const held of ["ctrlKey", "altKey", "metaKey", "shiftKey"]) expect(press("l", document.body, { [held]: true })).toBe(false);
    expect(press("x")).toBe(false);
    expect(press("Tab")).toBe(false);
  });
});
