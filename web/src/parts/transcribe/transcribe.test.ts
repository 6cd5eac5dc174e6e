import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { newId } from "../../lib/ids";
import type { Speaker, Turn } from "../../lib/model";
import { folded, type Telling } from "../../lib/steps";
import { heardOf } from "./heard";
import { placeOf, secondsOf } from "./marking";
import { LATEST, PAUSE, Pen } from "./pen";
import { peopleOf, type Person } from "./people";
import { doubts, pieces } from "./pieces";
import { timeOfNew } from "./sheet.svelte";
import { unclearPlaces } from "./unclear";

const turn = (fields: Partial<Turn>): Turn => ({
  id: "t", source: "s", position: 0, speaker: "", text: "", start: null, end: null, timings: [], marks: [], withdrawn: false,
  draft: false, heard: "", heard_on: "", guessed: false, speaker_sure: -1, ...fields,
});
const person = (name: string, fields: Partial<Person> = {}): Person => ({ key: "", name, role: "participant", participant: "", member: "", speaker: "", ...fields });
const speaker = (id: string, fields: Partial<Speaker>): Speaker => ({ id, source: "s", name: id, role: "unknown", participant: "", member: "", ...fields });

describe("the pen", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function pen(): { pen: Pen; saved: string[] } {
    const saved: string[] = [];
    const made: Pen = new Pen(() => saved.push(made.take().text), () => undefined);
    made.on("t", "");
    return { pen: made, saved };
  }

  it("saves at a pause of typing, once", () => {
    const { pen: one, saved } = pen();
    one.type("so");
    vi.advanceTimersByTime(PAUSE - 1);
    one.type("so we");
    vi.advanceTimersByTime(PAUSE - 1);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(saved).toEqual(["so we"]);
    vi.advanceTimersByTime(LATEST * 2);
    expect(saved).toEqual(["so we"]);
  });

  it("saves while somebody types on and on", () => {
    const { pen: one, saved } = pen();
    for (let i = 1; i <= 40; i += 1) {
      one.type("x".repeat(i));
      vi.advanceTimersByTime(200);
    }
    expect(saved.length).toBe(Math.floor((40 * 200) / LATEST));
  });

  it("says what its words go on from, and saves nothing that was taken back", () => {
    const { pen: one, saved } = pen();
    one.type("so");
    expect(one.take()).toEqual({ turn: "t", was: "", text: "so" });
    one.type("so we");
    one.type("so");
    vi.advanceTimersByTime(LATEST);
    expect(saved).toEqual([]);
    one.type("so it");
    expect(one.take()).toEqual({ turn: "t", was: "so", text: "so it" });
  });

  it("keeps what was typed over other words, or gives it up", () => {
    const { pen: one } = pen();
    one.type("mine");
    one.rebase("theirs", true);
    expect([one.base, one.text, one.dirty]).toEqual(["theirs", "mine", true]);
    one.rebase("theirs", false);
    expect(one.dirty).toBe(false);
  });
});

describe("who can speak", () => {
  const there = [person("P1", { participant: "p1" }), person("P2", { participant: "p2" }), person("Mo", { role: "moderator", member: "m" })];

  it("are those who were there by their seats, then other labels; M led it", () => {
    const people = peopleOf(there, [speaker("b", { name: "Voice" }), speaker("a", { name: "Two", participant: "p2" })]);
    expect(people.map(({ key, name, speaker: id }) => [key, name, id])).toEqual([["1", "P1", ""], ["2", "Two", "a"], ["M", "Mo", ""], ["3", "Voice", "b"]]);
  });

  it("are offered once where a label has the name of somebody who was there", () => {
    expect(peopleOf(there, [speaker("a", { name: "P1" })]).map(({ name, speaker: id }) => [name, id])).toEqual([["P2", ""], ["Mo", ""], ["P1", "a"]]);
  });

  it("have keys as far as digits go", () => {
    const many = Array.from({ length: 12 }, (_, i) => person(`P${i + 1}`, { participant: `p${i}` }));
    expect(peopleOf(many, []).map(({ key }) => key).join("")).toBe("123456789");
  });
});

describe("what a turn shows", () => {
  it("marks doubtful words and puts signs between characters of any plane", () => {
    const found = pieces("so 🙂 we wait", doubts([[5, 7, 0, 100, 30], [8, 12, 100, 200, 99], [3, 4, 0, 0, -1]]), [{ at: 4, words: " (pause)" }, { at: 12, words: "-" }]);
    expect(found).toEqual([
      { sign: "", text: "so 🙂", doubtful: false }, { sign: " (pause)", text: " ", doubtful: false }, { sign: "", text: "we", doubtful: true },
      { sign: "", text: " wait", doubtful: false }, { sign: "-", text: "", doubtful: false },
    ]);
    expect(found.map((piece) => piece.text).join("")).toBe("so 🙂 we wait");
    expect(pieces("", [], [])).toEqual([]);
  });

  it("lists unclear places with the time that is nearest", () => {
    const places = unclearPlaces([
      turn({ id: "a", text: "it was so", start: 5, marks: [[3, 3, 6], [1, 2, 2]] }),
      turn({ id: "b", text: "one two", start: 9, timings: [[0, 3, 9_000, 9_500, 90]], marks: [[8, 4, 4]] }),
      turn({ id: "c", text: "", marks: [[8, 0, 0, -1, 61_000]] }),
    ]);
    expect(places.map(({ turn: id, seconds, words }) => [id, seconds, words])).toEqual([["a", 5, "was"], ["b", 9, "… one"], ["c", 61, ""]]);
  });

  it("counts what was heard by words, and is full only when all is", () => {
    const long = Array.from({ length: 300 }, () => "word").join(" ");
    const two = [turn({ text: long, heard: "an", heard_on: "2026-01-02T10:00:00Z" }), turn({ text: "one" }), turn({ text: "" })];
    expect(heardOf(two)).toEqual({ words: 300, of: 301, percent: 99, by: ["an"], last: "2026-01-02T10:00:00Z", left: 1 });
    expect(heardOf([]).percent).toBe(0);
  });
});

describe("where a mark goes", () => {
  it("is the word at the caret for what is on words", () => {
    expect(placeOf("overlap", "so 🙂we wait", [4, 4])).toEqual([3, 6]);
    expect(placeOf("emphasis", "so  we", [3, 3])).toBeNull();
    expect(placeOf("pause", "so we", [1, 4])).toEqual([4, 4]);
    expect(placeOf("unclear", "so we", [1, 4])).toEqual([1, 4]);
    expect(placeOf("laughter", "so we", [2, 2])).toEqual([2, 2]);
  });

  it("reads seconds as people type them", () => {
    expect([secondsOf("1,5"), secondsOf(" 2 "), secondsOf(""), secondsOf("long"), secondsOf("0")]).toEqual([1.5, 2, undefined, null, null]);
  });
});

describe("the history of a writing", () => {
  const step = (fields: Partial<Telling>, record = "t"): Telling => ({
    seq: 1, gesture: Math.random().toString(36), when: "2026-01-02T10:00:00Z", actor: "an", who: "An", operation: "turns.write", what: "", reason: "", undoes: "",
    standing: true, facts: 1, changes: [{ kind: "turns", record, label: "", action: "set", before: {}, after: {}, erased: false }], ...fields,
  });

  it("is one row for the savings of one hand in one turn, and no step is lost in it", () => {
    const early = { when: "2026-01-02T09:00:00Z" };
    const rows = folded([
      step({}), step({}), step({}), step({}, "other"), step({}), step({ actor: "ben" }), step({ operation: "turns.correct" }), step({}), step(early), step({ ...early, standing: false }),
    ]);
    expect(rows.map(({ facts, operation }) => [facts, operation === "turns.write"]))
      .toEqual([[3, true], [1, true], [1, true], [1, true], [1, false], [1, true], [1, true], [1, true]]);
  });
});

describe("a new turn", () => {
  it("begins where the recording stands, if that is between its neighbours", () => {
    const [before, after] = [turn({ start: 10 }), turn({ start: 20 })];
    expect([timeOfNew(before, after, 12.345), timeOfNew(before, after, 9), timeOfNew(before, after, 21), timeOfNew(before, undefined, 99), timeOfNew(before, after, null)])
      .toEqual([12.35, null, null, 99, null]);
  });

  it("has an id that is one of the study's and sorts by time", () => {
    const ids = [newId(1_700_000_000_000), newId(1_700_000_000_001), newId(1_800_000_000_000)];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
  });
});
