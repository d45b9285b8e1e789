import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clockFace, startCountdowns } from "../src/countdown";

const submit = vi.fn();

function page(seconds: string, form = "quiz"): void {
  document.body.innerHTML = `<form id="quiz"></form>
    <p data-countdown data-remaining-seconds="${seconds}" data-submit-form="${form}"><b data-countdown-clock></b></p>`;
  document.querySelector("form")!.submit = submit;
  startCountdowns();
}

const face = () => document.querySelector("b")!.textContent;
const spoken = () => document.querySelector("[aria-live=polite]")!.textContent;

beforeEach(() => {
  vi.useFakeTimers();
  submit.mockReset();
});
afterEach(() => vi.useRealTimers());

it("counts down, speaks at 5 minutes and at 1, and hands in at 0", () => {
  page("302");
  expect(face()).toBe("05:02");
  expect(spoken()).toBe("");
  vi.advanceTimersByTime(2000);
  expect(spoken()).toBe("还剩 5 分钟");
  vi.advanceTimersByTime(239_000);
  expect(spoken()).toBe("还剩 5 分钟");
  vi.advanceTimersByTime(1000);
  expect(spoken()).toBe("还剩 1 分钟");
  vi.advanceTimersByTime(59_000);
  expect(submit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5000);
  expect(submit).toHaveBeenCalledOnce();
  expect(spoken()).toBe("时间到");
});

it("does not heed the wall clock", () => {
  page("900");
  vi.setSystemTime(Date.now() + 3600_000);
  vi.advanceTimersByTime(1000);
  expect(face()).toBe("14:59");
  expect(submit).not.toHaveBeenCalled();
});

it("ends quietly when there is no such form", () => {
  page("1", "other");
  vi.advanceTimersByTime(3000);
  expect(face()).toBe("00:00");
  expect(submit).not.toHaveBeenCalled();
});

it("writes hours where there are any", () => {
  expect(clockFace(3725)).toBe("1:02:05");
});
