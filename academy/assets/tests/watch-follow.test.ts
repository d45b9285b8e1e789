import { describe, expect, it } from "vitest";
import { fillTranscript, follow, lineAt } from "../src/watch-follow";
import { Film } from "./film";

const cue = (startTime: number, text: string) => ({ startTime, getCueAsHTML: () => document.createTextNode(text) });
const current = (root: ParentNode) => Array.from(root.querySelectorAll("[aria-current]"), (line) => line.textContent?.trim());

describe("what goes along with a film", () => {
  it.each([[-1, -1], [0, 0], [9_999, 0], [10_000, 1], [99_000, 1]])("at %i the line is %i", (at, place) =>
    expect(lineAt([0, 10_000], at)).toBe(place));

  it("marks the chapter and the slide of the moment, and no other", () => {
    document.body.innerHTML = `<section>
      <ol data-follow><li data-start-ms="0">甲</li><li data-start-ms="20000">乙</li></ol>
      <ol data-follow><li data-start-ms="5000">一</li></ol></section>`;
    const film = new Film();
    const root = document.querySelector("section")!;
    follow(root, film.video);
    expect(current(root)).toEqual(["甲"]);
    film.seek(25);
    expect(current(root)).toEqual(["乙", "一"]);
    film.seek(1);
    expect(current(root)).toEqual(["甲"]);
    expect(root.querySelectorAll("[data-following]")).toHaveLength(2);
  });

  it("makes a transcript of the captions, each line leading to its moment", () => {
    document.body.innerHTML = `<details hidden><ol></ol></details>`;
    const place = document.querySelector("details")!;
    const track = { track: { cues: [cue(0, "居民说事"), cue(62.5, "<b>议事</b>")] } } as unknown as HTMLTrackElement;
    fillTranscript(track, place)!.show(70_000);
    expect(place.hidden).toBe(false);
    expect(current(place)).toEqual(["01:02 <b>议事</b>"]);
    expect(place.querySelector("b")).toBeNull();
    expect(place.querySelectorAll("button")[1]!.dataset["seekMs"]).toBe("62500");
  });

  it("leaves the transcript away where nothing is said", () => {
    document.body.innerHTML = `<details hidden><ol></ol></details>`;
    const place = document.querySelector("details")!;
    expect(fillTranscript(null, place)).toBeNull();
    expect(place.hidden).toBe(true);
  });
});
