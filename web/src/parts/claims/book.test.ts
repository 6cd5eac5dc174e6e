import { describe, expect, it } from "vitest";

import { bits, levelOf, sideOf, type Row } from "./book.svelte";

const row = (reach: Row["reach"], speakers: string[], groups: string[]): Row => ({
  id: "1", sentence: "", theme: "", quantifiers: [], stated: "", supports: { extracts: 3, speakers, groups },
  contradicts: { extracts: 0, speakers: [], groups: [] }, qualifies: { extracts: 0, speakers: [], groups: [] },
  reach, level: "", none_found: "", note: "", considered: false, evidence: [],
});

describe("a sentence", () => {
  it("is cut at its quantifiers by code points, and is whole again", () => {
    const sentence = "🙂 Some said so, most did not.";
    const found = [{ word: "Some", extent: "some", start: 2, end: 6 }, { word: "most", extent: "most", start: 16, end: 20 }];
    const pieces = bits(sentence, found);
    expect(pieces.map((piece) => piece.text).join("")).toBe(sentence);
    expect(pieces.filter((piece) => piece.counts).map((piece) => piece.text)).toEqual(["Some", "most"]);
    expect(bits("Plain.", [])).toEqual([{ text: "Plain.", counts: false }]);
  });
});

describe("the level of a claim", () => {
  it("says groups as they are and never a share", () => {
    const groups = ["1", "2", "3"];
    expect(levelOf(row("all-groups", ["a", "b", "c"], groups), groups)).toBe("in all 3 groups");
    expect(levelOf(row("some-groups", ["a", "b"], ["1", "3"]), groups)).toBe("in 2 of 3 groups (1 and 3)");
    expect(levelOf(row("one-group", ["a", "b"], ["3"]), groups)).toBe("several participants in one group, in group 3 only");
    expect(levelOf(row("one", ["a"], ["3"]), groups)).toBe("one participant, in group 3");
    expect(levelOf(row("one", ["a"], []), [])).toBe("one participant");
    expect(levelOf(row("none", [], []), groups)).toBe("no participant");
    expect(sideOf({ extracts: 1, speakers: ["a", "b"], groups: [] })).toBe("1 extract, 2 people");
  });
});
