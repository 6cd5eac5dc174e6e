import { describe, expect, it } from "vitest";

import { spokenOf, story, type Fact, type Telling } from "./story";

const fact = (after: Record<string, unknown>, more: Partial<Fact> = {}): Fact => ({
  kind: "codes", record: "a", label: "A", action: "set", before: {}, after, ...more,
});
const step = (seq: number, operation: string, changes: Fact[], more: Partial<Telling> = {}): Telling => ({
  seq, operation, changes, when: "2026-01-01T10:00:00+00:00", who: "Frida", what: "Said by the server.", reason: "",
  undoes: "", standing: true, ...more,
});
const names = { record: (id: string) => ({ b: "Old", p: "Above" })[id] ?? "", field: (_: string, name: string) => name };
const told = (steps: Telling[]): (string | null)[] => story("a", steps, names).map((line) => line.key);

describe("story", () => {
  it("tells the steps oldest first and leaves out what was undone", () => {
    const steps = [
      step(5, "codes.change", [fact({ name: "B" }, { before: { name: "A" } })]),
      step(6, "codes.change", [fact({ definition: "x" })], { standing: false }),
      step(7, "undo", [fact({ definition: "" })], { undoes: "g6" }),
      step(2, "codes.add", [fact({ name: "A" }, { action: "create" })]),
    ];
    expect(told(steps)).toEqual(["story.made", "story.renamed"]);
    expect(story("a", steps, names)[1]?.places).toEqual({ name: "“A”" });
  });
  it("names what was merged into it, split from it and moved", () => {
    const merge = step(1, "codes.merge", [fact({ came_from: ["b"] }, { before: { came_from: [] } })]);
    const split = step(2, "codes.split", [fact({ came_from: ["b"] }, { action: "create" })]);
    const move = step(3, "codes.move", [fact({ parent: "p" })]);
    expect(told([merge, split, move])).toEqual(["story.took", "story.split", "story.moved"]);
    expect(spokenOf("a", [merge, move])).toEqual(["b", "p"]);
  });
  it("is silent about places among siblings and keeps the server's words for what it does not know", () => {
    const place = step(1, "codes.move", [fact({ position: 3 })]);
    expect(told([place])).toEqual([]);
    const odd = story("a", [step(2, "imports.carry", [fact({ weight: 2 })])], { ...names, field: () => "" });
    expect(odd.map((line) => [line.key, line.said])).toEqual([[null, "Said by the server."]]);
  });
  it("tells the stages of a theme", () => {
    const final = step(1, "themes.change", [fact({ stage: "final" }, { kind: "themes" })]);
    const gone = step(2, "themes.drop", [fact({ stage: "dropped", rationale: "r" }, { kind: "themes" })]);
    expect(told([final, gone])).toEqual(["story.stage.final", "story.dropped"]);
  });
});
