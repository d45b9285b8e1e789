// Warn before leaving only while an answer is unsaved; sending the whole form is not leaving.
import { allowLeaving, shouldWarn } from "./unsaved";

export function startLeaveWarning(target: Window = window): void {
  target.addEventListener("beforeunload", (event) => {
    if (shouldWarn()) event.preventDefault();
  });
  target.document.addEventListener("submit", (event) => {
    const form = event.target as HTMLElement;
    if (form.matches("form[data-autosave-url]") && !event.defaultPrevented) allowLeaving();
  });
  target.addEventListener("pageshow", () => allowLeaving(false));
}
