import { beforeAll, beforeEach, expect, it } from "vitest";
import { startLeaveWarning } from "../src/leave";
import { allowLeaving, markSaved, markUnsaved } from "../src/unsaved";

function leave(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

function submit(selector: string, prevent = false): void {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  if (prevent) event.preventDefault();
  document.querySelector(selector)!.dispatchEvent(event);
}

beforeAll(() => startLeaveWarning());
beforeEach(() => {
  allowLeaving(false);
  document.body.innerHTML = '<form id="quiz" data-autosave-url="/save/"></form><form id="size"></form>';
});

it("warns only while something is unsaved", () => {
  expect(leave()).toBe(false);
  markUnsaved("1");
  expect(leave()).toBe(true);
  markSaved("1");
  expect(leave()).toBe(false);
});

it("does not warn when the whole form is handed in", () => {
  markUnsaved("1");
  submit("#size");
  expect(leave()).toBe(true);
  submit("#quiz", true);
  expect(leave()).toBe(true);
  submit("#quiz");
  expect(leave()).toBe(false);
  window.dispatchEvent(new Event("pageshow"));
  expect(leave()).toBe(true);
  markSaved("1");
});
