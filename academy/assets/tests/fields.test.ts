import { expect, it, vi } from "vitest";
import { readFields, writeFields } from "../src/fields";
import { drop, keep, kept } from "../src/store";

const frame = document.createElement("fieldset");
frame.innerHTML = `<input type="checkbox" name="many" value="a" checked><input type="checkbox" name="many" value="b" checked>
  <input name="off" value="x" disabled><input type="file" name="paper">
  <select name="order"><option value="1">一</option><option value="2" selected>二</option></select>`;

it("reads every chosen value, and neither files nor disabled fields", () => {
  expect(readFields(frame)).toEqual([["many", "a"], ["many", "b"], ["order", "2"]]);
});

it("puts values back", () => {
  writeFields(frame, [["many", "b"], ["order", "1"]]);
  expect(readFields(frame)).toEqual([["many", "b"], ["order", "1"]]);
});

it("keeps values in the tab, and lives with a browser that refuses", () => {
  keep("k", [["a", "1"]]);
  expect(kept("k")).toEqual([["a", "1"]]);
  drop("k");
  expect(kept("k")).toBeNull();
  sessionStorage.setItem("k", "{broken");
  expect(kept("k")).toBeNull();
  vi.stubGlobal("sessionStorage", undefined);
  expect(() => keep("k", [])).not.toThrow();
  expect(() => drop("k")).not.toThrow();
  vi.unstubAllGlobals();
});
