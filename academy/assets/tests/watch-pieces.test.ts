import { describe, expect, it } from "vitest";
import { face, subtract, union, type Piece } from "../src/watch-pieces";

describe("pieces", () => {
  it.each<[Piece[][], Piece[]]>([
    [[], []],
    [[[[5, 9], [0, 5]]], [[0, 9]]],
    [[[[0, 4]], [[2, 6], [8, 9]]], [[0, 6], [8, 9]]],
    [[[[3, 3], [9, 1]]], []],
  ])("unites %j", (groups, joined) => expect(union(...groups)).toEqual(joined));

  it("leaves what it was given as it was", () => {
    const pieces: Piece[] = [[0, 5], [3, 9]];
    union(pieces);
    expect(pieces).toEqual([[0, 5], [3, 9]]);
  });

  it.each<[Piece[], Piece[], Piece[]]>([
    [[[0, 10]], [], [[0, 10]]],
    [[[0, 10]], [[3, 5]], [[0, 3], [5, 10]]],
    [[[0, 10]], [[0, 10]], []],
    [[[0, 4], [6, 9]], [[3, 7]], [[0, 3], [7, 9]]],
    [[[0, 4]], [[4, 9]], [[0, 4]]],
  ])("takes %j without %j", (pieces, taken, left) => expect(subtract(pieces, taken)).toEqual(left));

  it.each([[0, "00:00"], [200_999, "03:20"], [3_723_000, "1:02:03"]])("%i reads %s", (ms, words) => expect(face(ms)).toBe(words));
});
