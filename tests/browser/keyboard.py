"""Somebody who uses nothing but the keyboard, and sees where they are at every stop."""

from playwright.sync_api import Page

MOST_STOPS = 90

# What is focused, and what is wrong with how it shows: the ring may be the row's around it.
STOP = """
() => {
  const here = document.activeElement;
  const ring = [here, here.parentElement, here.parentElement?.parentElement].find((element) => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const words = here.labels?.length ? here.labels[0].innerText : here.innerText || here.ariaLabel;
  const [name, type, value] = [here.name || "", here.type || "", here.value || ""];
  const stop = { words: (words || "").trim(), name, type, value, fault: "" };
  if (here === document.body) return { ...stop, fault: "the focus is nowhere" };
  if (!ring) return { ...stop, fault: "no ring" };
  const box = ring.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const hit = document.elementFromPoint(x, y);
  if (!hit) return { ...stop, fault: "out of sight" };
  const isSeen = ring.contains(hit) || hit.contains(ring);
  return isSeen ? stop : { ...stop, fault: `hidden by ${hit.className}` };
}
"""


class Keyboard:
    """Tab, Enter, Space, arrows and letters; nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def stop(self) -> dict[str, str]:
        found = self.page.evaluate(STOP)
        assert not found["fault"], f"{self.page.url}: {found}"
        return found

    def tab_to(self, words: str = "", *, name: str = "") -> None:
        """Tab on to what shows `words` (in its first line), or to the field `name`."""
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.stop()
            passed.append(stop["words"] or stop["name"])
            if stop["name"] == name if name else stop["words"].partition("\n")[0] == words:
                return
        raise AssertionError(f"{self.page.url}: no stop at {words or name} among {passed}")

    def open(self, words: str) -> None:
        """Tab to a link or button and press it; the next page is there afterwards."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def answer(self, name: str, *values: str) -> None:
        """Tab to the field or group `name` and give it the values."""
        self.tab_to(name=name)
        give = {"radio": self._pick, "checkbox": self._tick}.get(self.stop()["type"], self._type)
        give(name, list(values))

    def _type(self, name: str, values: list[str]) -> None:
        self.page.keyboard.type(values[0])

    def _pick(self, name: str, values: list[str]) -> None:
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if self.stop()["value"] in values:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {values} among {name}")

    def _tick(self, name: str, values: list[str]) -> None:
        while self.stop()["value"] not in values:
            self.tab_to(name=name)
        self.page.keyboard.press("Space")
        if rest := [value for value in values if value != self.stop()["value"]]:
            self.tab_to(name=name)
            self._tick(name, rest)
