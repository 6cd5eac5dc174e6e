import { describe, expect, test } from "vitest";

import type { Code } from "../../lib/model";
import { placeOf, spanOf } from "./place";
import { distance, nearest, pieces, rank } from "./ranking";

const code = (name: string, definition = ""): Code => ({
  id: name, name, definition, parent: "", include: "", exclude: "", example: "", colour: "", origin: "inductive", position: 0, came_from: [], foreign_id: "", made: "",
});
const CODES = [
  code("Trusting the peer worker", "Says that the peer worker can be relied on. Not: trust among colleagues."),
  code("Nobody drew the line", "It is left to each of us to trust our own judgement."),
  code("A leader who shows up", "Staff trust that somebody stands behind the post."),
  code("Åbenhed i hverdagen"),
];
const names = (asked: string, once?: Map<string, string[]>): string[] => rank(CODES, asked, once).map(({ code: { name } }) => name);

describe("ranking", () => {
  test("the start of the name comes before words in it, and these before the definition", () => {
    expect(names("tru")).toEqual(["Trusting the peer worker", "A leader who shows up", "Nobody drew the line"]);
    expect(names("line")).toEqual(["Nobody drew the line"]);
    expect(names("abenhed")).toEqual(["Åbenhed i hverdagen"]);
    expect(names("zebra")).toEqual([]);
  });

  test("a phrase that shares a telling word with a name is answered; small words tell nothing", () => {
    expect(names("trusting us")[0]).toBe("Trusting the peer worker");
    expect(names("the giraffe")).toEqual([]);
  });

  test("names of before are found, and told", () => {
    const [found] = rank(CODES, "reliance", new Map([["Trusting the peer worker", ["Reliance"]]]));
    expect([found?.code.name, found?.once]).toEqual(["Trusting the peer worker", "Reliance"]);
  });

  test("pieces put together are the text", () => {
    for (const text of ["Trusting the peer", "Ærø 🙂 e\u0301t åbent", ""]) {
      expect(pieces(text, ["trust", "a", "et"]).map((piece) => piece.text).join("")).toBe(text);
    }
    expect(pieces("🙂 Åben", ["abe"])).toEqual([{ text: "🙂 ", hit: false }, { text: "Åbe", hit: true }, { text: "n", hit: false }]);
  });
});

describe("near duplicates", () => {
  test.each([
    ["trusting peer workers", "Trusting the peer worker"],
    ["Nobody drew a line", "Nobody drew the line"],
    ["Nobody drw the line", "Nobody drew the line"],
    ["Something else entirely", null],
    ["the", null],
  ])("%s", (name, expected) => expect(nearest(CODES, name)?.name ?? null).toBe(expected));

  test("two neighbours that changed places are one step", () => {
    expect([distance("trust", "trsut"), distance("a", "a"), distance("abc", "xyzabc")]).toEqual([1, 0, 3]);
  });
});

describe("the place in the address", () => {
  test.each([
    [{ turn: "a", start: 3, end_turn: "a", end: 9 }],
    [{ turn: "a", start: 3, end_turn: "b", end: 9 }],
    [{ turn: "a", start: 5, end_turn: "a", end: 5 }],
  ])("%j comes back as it was", (span) => expect(spanOf(placeOf(span).at, "a")).toEqual(span));

  test("nonsense is no place", () => {
    for (const at of ["", "x.y", "1", "1.5.2.z"]) expect(spanOf(at, "a")).toBeNull();
  });
});
