import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Model } from "./model";
import { sample } from "./sample";
import { crossing, LANES, weave, type Thread } from "./threads";

const thread = (id: string, top: number, bottom: number): Thread => ({
  codings: [{ id, turn: "t", start: 0, end_turn: "t", end: 1, code: id, coder: "me", gone: false, note: "" }],
  code: id, top, bottom, named: true, gone: false, lane: -1,
});

describe("lanes", () => {
  test("no two threads share a lane where they stand beside each other; one without a lane found none free", () => {
    const rows = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 10, max: 120 })), { maxLength: 16 });
    fc.assert(fc.property(rows, (list) => {
      const threads = list.map(([top, height], i) => thread(`c${i}`, top, top + height)).sort((a, b) => a.top - b.top);
      weave(threads, new Map());
      const beside = (a: Thread, b: Thread): boolean => a.top < b.bottom - 1 && b.top < a.bottom - 1;
      threads.forEach((a, i) => threads.slice(i + 1).forEach((b) => {
        if (a.lane >= 0 && a.lane === b.lane) expect(beside(a, b)).toBe(false);
      }));
      for (const lost of threads.filter((one) => one.lane < 0)) {
        const taken = new Set(threads.filter((one) => one.lane >= 0 && one.top <= lost.bottom && lost.top <= one.bottom).map((one) => one.lane));
        expect(taken.size).toBe(LANES);
      }
    }));
  });

  test("the first free lane is taken, from the text outwards", () => {
    const threads = [thread("a", 0, 50), thread("b", 10, 40), thread("c", 60, 80)];
    weave(threads, new Map());
    expect(threads.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  test("a thread that crosses rows keeps its lane, and the others go round it", () => {
    const threads = [thread("a", 0, 50), thread("long", 0, 90)];
    weave(threads, new Map([["long", 0]]));
    expect(threads.map(({ lane }) => lane)).toEqual([1, 0]);
  });

  test("threads over the same turns have lanes of their own", () => {
    const lanes = crossing(new Model(sample([[0, 0, 2, 5, "a"], [1, 0, 3, 5, "b"], [3, 0, 3, 9, "short"]])));
    expect([lanes.get("c0"), lanes.get("c1"), lanes.has("c2")]).toEqual([0, 1, false]);
  });
});
