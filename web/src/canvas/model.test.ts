import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Model } from "./model";
import { sample, TEXTS } from "./sample";

const make = (): Model => new Model(sample([[1, 0, 1, 30, "trust"], [1, 10, 2, 5, "line", "jf"], [2, 0, 2, 20, "trust"]]));

describe("the model of a source", () => {
  test("a coding over two turns is in both, with its part of each", () => {
    const model = make();
    expect(model.at("t1").map(({ id }) => id)).toEqual(["c0", "c1"]);
    expect(model.at("t2").map(({ id }) => id)).toEqual(["c1", "c2"]);
    const coding = model.codings.get("c1");
    expect(coding && model.part(coding, "t1")).toEqual([10, [...(TEXTS[1] ?? "")].length]);
    expect(coding && model.part(coding, "t2")).toEqual([0, 5]);
    expect(coding && model.part(coding, "t0")).toBeNull();
  });

  test("words are cut by code points and joined by a line end", () => {
    const model = make();
    expect(model.words({ turn: "t2", start: 12, end_turn: "t2", end: 20 })).toBe("🙂, I do.");
    expect(model.words({ turn: "t2", start: 66, end_turn: "t3", end: 6 })).toBe("us.\nOn the");
  });

  test("filters hide codings, and speakers step back", () => {
    const model = make();
    model.show({ coders: new Set(["jf"]) });
    expect(model.at("t1").map(({ id }) => id)).toEqual(["c1"]);
    model.show({ codes: new Set(["trust"]), speakers: new Set(["p6"]) });
    expect(model.all().map(({ id }) => id)).toEqual(["c0", "c2"]);
    expect(model.turns.map((turn) => model.rests(turn))).toEqual([true, true, false, true]);
    model.show({ uncoded: true });
    expect(model.turns.map((turn) => model.rests(turn))).toEqual([false, true, true, false]);
  });

  test("at a point stand the codings that touch it, the shortest first", () => {
    const model = make();
    expect(model.under({ turn: "t1", start: 12, end_turn: "t1", end: 12 }).map(({ id }) => id)).toEqual(["c0", "c1"]);
    expect(model.under({ turn: "t0", start: 0, end_turn: "t0", end: 3 })).toEqual([]);
  });

  test("what is put in and taken out leaves everything as it was", () => {
    fc.assert(fc.property(fc.nat(3), fc.nat(3), fc.nat(10), (a, b, start) => {
      const model = make();
      const before = model.turns.map((turn) => model.at(turn.id).map(({ id }) => id));
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      model.put({ id: "new", turn: `t${first}`, start, end_turn: `t${last}`, end: start + 1, code: "x", coder: "me", gone: false, note: "" });
      expect(model.turns.filter((turn) => model.at(turn.id).some(({ id }) => id === "new")).length).toBe(last - first + 1);
      model.drop("new");
      expect(model.turns.map((turn) => model.at(turn.id).map(({ id }) => id))).toEqual(before);
    }));
  });

  test("a turn that comes between is in its place, and codings over it touch it", () => {
    const model = make();
    expect(model.putTurn({ id: "new", position: 250, speaker: "m", text: "Yes?", start: null, end: null })).toBe(true);
    model.settle();
    expect(model.turns.map(({ id }) => id)).toEqual(["t0", "t1", "new", "t2", "t3"]);
    expect(model.at("new").map(({ id }) => id)).toEqual(["c1"]);
    model.dropTurn("new");
    model.settle();
    expect(model.place("t2")).toBe(2);
  });

  test("the length of a span counts each border between turns as one", () => {
    fc.assert(fc.property(fc.nat(3), fc.nat(3), fc.nat(12), fc.nat(12), (a, b, x, y) => {
      const model = make();
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const span = { turn: `t${first}`, start: first === last ? Math.min(x, y) : x, end_turn: `t${last}`, end: first === last ? Math.max(x, y) : y };
      expect(model.length(span)).toBe([...model.words(span)].length);
    }));
  });
});
