import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Trail } from "../src/watch-trail";
import { Film } from "./film";

let film: Film;
let trail: Trail;

beforeEach(() => {
  vi.useFakeTimers();
  film = new Film();
  trail = new Trail(film.video);
});
afterEach(() => vi.useRealTimers());

describe("the trail of a film", () => {
  it("is what plays, in one piece however often it is taken", async () => {
    await film.play(3);
    expect(trail.take()).toEqual([[0, 3000]]);
    await film.play(2);
    film.stop();
    expect(trail.take()).toEqual([[3000, 5000]]);
    expect(trail.take()).toEqual([]);
  });

  it("leaves out what was jumped over, forwards and backwards", async () => {
    await film.play(2);
    film.seek(100);
    await film.play(2);
    film.seek(50);
    await film.play(1);
    expect(trail.take()).toEqual([[0, 2000], [100_000, 102_000], [50_000, 51_000]]);
  });

  it("counts nothing while it stands still", async () => {
    film.seek(30);
    await vi.advanceTimersByTimeAsync(60_000);
    film.seek(90);
    expect(trail.take()).toEqual([]);
  });

  it("has no gap where the film comes to a halt", async () => {
    await film.play(2);
    film.stop();
    film.time += 0.1;
    await film.play(1);
    expect(trail.take()).toEqual([[0, 2000], [2000, 3100]]);
  });

  it("does not take a jump without a sign for playing", async () => {
    await film.play(1);
    film.time = 400;
    film.fire("timeupdate");
    await film.play(1);
    expect(trail.take()).toEqual([[0, 1000], [400_000, 401_000]]);
  });

  it("believes a busy phone that tells late, at double speed", async () => {
    film.rate = 2;
    await film.play(1);
    await vi.advanceTimersByTimeAsync(5000);
    film.time += 10;
    film.fire("timeupdate");
    expect(trail.take()).toEqual([[0, 12_000]]);
  });
});
