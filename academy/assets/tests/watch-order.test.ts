import { beforeEach, describe, expect, it, vi } from "vitest";
import { Order } from "../src/watch-order";
import { Film } from "./film";

let film: Film;
const say = vi.fn();
const limit = (limits = {}) => new Order(film.video, { inOrder: true, furthest: 60_000, resume: 0, speedPercent: 150, ...limits }, say);

beforeEach(() => {
  film = new Film();
  say.mockReset();
});

describe("an activity that asks for order", () => {
  it("leads back from what was not watched, and says why", () => {
    limit();
    film.video.currentTime = 300;
    expect(film.time).toBe(60);
    expect(say).toHaveBeenCalledTimes(1);
    expect(say).toHaveBeenCalledWith("这段影片要按次序看，01:00 之后还没看过，不能跳到 05:00。已回到 01:00；看过的部分可以随时回看。");
  });

  it("is never in the way of looking back, of going on, or of what was just played", async () => {
    limit({ furthest: 60_000, resume: 90_000 });
    for (const place of [0, 59, 90, 30, 91]) film.video.currentTime = place;
    expect(film.time).toBe(91);
    film.paused = false;
    for (film.time = 91; film.time < 120; film.time += 0.5) film.fire("timeupdate");
    film.video.currentTime = 20;
    film.video.currentTime = 119;
    expect(film.time).toBe(119);
    expect(say).not.toHaveBeenCalled();
  });

  it("takes no forbidden place for the place where one is", () => {
    expect(limit().within(300_000)).toBe(60_000);
    expect(limit().within(30_000)).toBe(30_000);
    expect(limit({ inOrder: false }).within(300_000)).toBe(300_000);
  });

  it("gives way as the server counts, and altogether when the film is done", () => {
    const order = limit();
    order.free(200_000);
    film.video.currentTime = 199;
    order.free(0, true);
    film.video.currentTime = 590;
    expect(film.time).toBe(590);
    expect(say).not.toHaveBeenCalled();
  });

  it("lets everything be where no order is asked for", () => {
    limit({ inOrder: false, furthest: 0 });
    film.video.currentTime = 590;
    expect(film.time).toBe(590);
  });

  it.each([[150, 1.5, "这段影片最快 1.5 倍速。"], [100, 1, "这段影片要按原速播放。"]])("holds to %i per cent", (speedPercent, rate, words) => {
    limit({ speedPercent });
    film.video.playbackRate = 4;
    expect(film.rate).toBe(rate);
    expect(say).toHaveBeenCalledWith(words);
    film.video.playbackRate = 0.75;
    expect(film.rate).toBe(0.75);
  });
});
