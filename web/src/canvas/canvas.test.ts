// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Canvas } from "./canvas";
import type { CanvasEvents } from "./events";
import { domPoint, unitOf } from "./marks";
import { sample, TEXTS } from "./sample";
import { plain } from "./words";

const CODES = new Map([["trust", { name: "Trusting the peer worker", dye: 9 }], ["line", { name: "</script><img src=x onerror=alert(1)>", dye: 2 }]]);
const CODERS = new Map([["me", { name: "Ida", initials: "" }], ["jf", { name: "Jonas Friis", initials: "JF" }]]);

let canvas: Canvas;
const row = (turn: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-turn="${turn}"]`);
  if (!found) throw new Error(turn);
  return found;
};
const marks = (turn: string): string[] => [...row(turn).querySelectorAll("mark")].map((mark) => `${mark.className}:${mark.textContent}`);
const press = (key: string, more: Partial<KeyboardEventInit> = {}): boolean =>
  canvas.scroller.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
const coding = (id: string, turn: string, start: number, end: number, code = "trust"): { kind: string; id: string; record: unknown } => ({
  kind: "codings", id, record: { id, source: "source", turn, start, end_turn: turn, end, code, coder: "me", gone: false, note: "" },
});

beforeEach(() => {
  canvas = new Canvas(document.body, { words: plain, label: "Transcript" });
  canvas.dress(CODES, CODERS);
  canvas.load(sample([[2, 0, 2, 20, "trust"], [2, 12, 2, 30, "line", "jf"]]));
});
afterEach(() => canvas.destroy());

describe("reading", () => {
  test("the whole text is there, turn by turn, with who and when", () => {
    expect([...document.querySelectorAll("[data-turn] p")].map((text) => text.textContent)).toEqual(TEXTS);
    expect(row("t1").getAttribute("aria-label")).toBe("P2, 0:00:10");
    expect(row("t2").querySelector("p")?.dataset.says).toBe("2 codings");
  });

  test("overlapping codings are flat segments: the shorter gives the tint, the other underlines", () => {
    expect(marks("t2")).toEqual(["c9:I trust her ", "c2 u9:🙂, I do.", "c2: I trust h"]);
  });

  test("names and words are data", () => {
    canvas.load(sample([[0, 0, 0, 9, "line"]], ["<img src=x onerror=alert(1)>", "b"]));
    expect(document.querySelectorAll("img, script").length).toBe(0);
    expect(row("t0").querySelector("p")?.textContent).toBe("<img src=x onerror=alert(1)>");
  });
});

describe("what it is told", () => {
  test("a coding comes and goes", () => {
    canvas.apply([coding("new", "t1", 0, 30)]);
    expect(marks("t1")).toEqual(["c9:Now I would fight to keep her."]);
    canvas.apply([{ kind: "codings", id: "new", record: null }]);
    expect(marks("t1")).toEqual([]);
    expect(row("t1").querySelector("p")?.textContent).toBe(TEXTS[1]);
  });

  test("the same step told twice changes nothing more", () => {
    canvas.apply([coding("new", "t1", 0, 30)]);
    const before = document.body.innerHTML;
    canvas.apply([coding("new", "t1", 0, 30)]);
    expect(document.body.innerHTML).toBe(before);
  });

  test("codings of another source are passed over", () => {
    canvas.apply([{ kind: "codings", id: "x", record: { ...(coding("x", "t1", 0, 5).record as object), source: "other" } }]);
    expect(marks("t1")).toEqual([]);
  });

  test("a turn that is split and joined again", () => {
    const turn = { source: "source", id: "t1", position: 200, speaker: "p2", text: "Now I would fight to keep her.", start: 10, end: null };
    const rest = { ...turn, id: "new", position: 250, text: "Last month." };
    canvas.apply([{ kind: "turns", id: "t1", record: turn }, { kind: "turns", id: "new", record: rest }]);
    expect([...document.querySelectorAll<HTMLElement>("[data-turn]")].map((article) => article.dataset.turn)).toEqual(["t0", "t1", "new", "t2", "t3"]);
    canvas.apply([{ kind: "turns", id: "new", record: null }, { kind: "turns", id: "t1", record: { ...turn, text: "Joined." } }]);
    expect([...document.querySelectorAll("[data-turn] p")].map((text) => text.textContent)).toEqual([TEXTS[0], "Joined.", TEXTS[2], TEXTS[3]]);
  });

  test("lifting a code sets its stretches off", () => {
    canvas.lift("trust");
    expect(marks("t2")).toEqual(["c9 up:I trust her ", "c9 u2 up:🙂, I do.", "c2: I trust h"]);
  });

  test("filters take codings off and let turns step back", () => {
    canvas.filter({ codes: new Set(["trust"]), speakers: new Set(["p6"]) });
    expect(marks("t2")).toEqual(["c9:I trust her 🙂, I do."]);
    expect(row("t1").classList.contains("rests")).toBe(true);
  });
});

describe("the hand", () => {
  test("select, type: the palette is asked for, in code points", () => {
    const events: CanvasEvents["typed"][] = [];
    canvas.on("typed", (event) => events.push(event));
    press("t");
    expect(events).toEqual([]); // nothing is selected: letters are commands of the screen
    canvas.reveal("t2", 0);
    press("ArrowRight");
    expect(canvas.span).toEqual({ turn: "t2", start: 0, end_turn: "t2", end: 20 });
    press("t");
    press("Enter");
    expect(events).toEqual([{ text: "t" }, { text: "" }]);
    press("Escape");
    expect(canvas.empty).toBe(true);
  });

  test("what is at the cursor is told with the selection", () => {
    let under: string[] = [];
    canvas.on("select", (event) => (under = event.under.map(({ id }) => id)));
    canvas.reveal("t2", 15);
    expect(under).toEqual(["c1", "c0"]);
  });

  test("edges move by words and are kept with Enter, left with Escape", () => {
    const kept: CanvasEvents["edges"][] = [];
    canvas.on("edges", (event) => kept.push(event));
    canvas.moveEdges("c0");
    press("ArrowRight");
    press("Escape");
    expect(kept).toEqual([]);
    canvas.moveEdges("c0");
    press("ArrowRight");
    press("Enter");
    expect(kept).toEqual([{ coding: "c0", span: expect.objectContaining({ turn: "t2", start: 0, end: 22 }) as unknown }]);
  });

  test("a correction keeps what was typed until the screen says that it is saved", () => {
    const corrections: CanvasEvents["correct"][] = [];
    canvas.on("correct", (event) => corrections.push(event));
    canvas.edit("t1");
    const text = document.querySelector("textarea");
    if (!text) throw new Error("There is no editor.");
    text.value = "Now she stays.";
    text.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
    expect(corrections).toEqual([{ does: "correct", turn: "t1", text: "Now she stays.", speaker: null }]);
    expect(canvas.editing?.text).toBe("Now she stays.");
    canvas.apply([{ kind: "turns", id: "t1", record: { source: "source", id: "t1", position: 200, speaker: "p2", text: "Hers.", start: 10, end: null } }]);
    expect(canvas.editing?.text).toBe("Now she stays."); // theirs is shown below, mine stays
    expect(document.querySelector("q")?.textContent).toBe("Hers.");
    canvas.closeEditor();
    expect(row("t1").querySelector("p")?.textContent).toBe("Hers.");
  });
});

describe("what is heard and is no word", () => {
  const marked = () => ({
    ...sample([[2, 0, 2, 20, "trust"], [2, 12, 2, 30, "line", "jf"]]),
    // After "trust", on the astral character, and at the end; in another row that is not coded.
    marks: { t2: [[1, 7, 7, 1500], [2, 12, 13], [4, 69, 69, -1, -1, "sighs"]], t1: [[6, 3, 3]] },
  });
  const signs = (turn: string): (string | undefined)[] => [...row(turn).querySelectorAll<HTMLElement>("p .glyph")].map((sign) => sign.dataset.sign);

  test("signs stand beside the words and are none of them", () => {
    canvas.load(marked());
    expect(signs("t2")).toEqual([" (pause 1.5 s)", "//", "//", " (sighs)"]);
    expect(signs("t1")).toEqual(["-"]);
    expect([...document.querySelectorAll("[data-turn] p")].map((text) => text.textContent)).toEqual(TEXTS);
    const text = row("t2").querySelector<HTMLElement>("p");
    if (!text) throw new Error("t2");
    for (let unit = 0; unit <= (TEXTS[2] ?? "").length; unit += 1) expect(unitOf(text, ...domPoint(text, unit))).toBe(unit);
    for (const sign of text.querySelectorAll(".glyph")) {
      const before = [...text.childNodes].slice(0, [...text.childNodes].indexOf(sign as ChildNode)).map((node) => node.textContent).join("");
      expect(unitOf(text, sign, 0)).toBe(before.length);
    }
    expect(marks("t2").map((each) => each.split(":")[1]).join("")).toBe("I trust her 🙂, I do. I trust h");
  });

  test("they follow the turn and the convention of its source", () => {
    canvas.load(marked());
    canvas.apply([{ kind: "sources", id: "source", record: { id: "source", convention: "Jefferson light", language: "en" } }]);
    expect(signs("t2")).toEqual([" (1.5)", "[", "]", " ((sighs))"]);
    const turn = canvas.model.turn("t1");
    canvas.apply([{ kind: "turns", id: "t1", record: { ...turn, source: "source", text: "Now I", marks: [[5, 4, 5]] } }]);
    expect(signs("t1")).toEqual(["_", "_"]);
    expect(row("t1").querySelector("p")?.textContent).toBe("Now I");
    canvas.apply([{ kind: "turns", id: "t1", record: { ...turn, source: "source", marks: [] } }]);
    expect(signs("t1")).toEqual([]);
  });
});
