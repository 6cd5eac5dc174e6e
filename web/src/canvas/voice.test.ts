// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Canvas } from "./canvas";
import { sample, TEXTS } from "./sample";
import type { Point } from "./source";
import { plain } from "./words";

let canvas: Canvas;
const heard = (): string[] => [...document.querySelectorAll<HTMLElement>(".turn.heard")].map((row) => row.dataset.turn ?? "");

beforeEach(() => {
  canvas = new Canvas(document.body, { words: plain, label: "Transcript" });
  canvas.load(sample([[2, 0, 2, 20, "trust"]]));
});
afterEach(() => canvas.destroy());

describe("the word that is heard", () => {
  test("stands in a turn that carries a sign, one at a time, and changes neither words nor selection", () => {
    const before = canvas.span;
    canvas.hear({ turn: "t2", start: 12, end: 13 }, true);
    expect(heard()).toEqual(["t2"]);
    canvas.hear({ turn: "t1", start: 0, end: 0 }, true);
    expect(heard()).toEqual(["t1"]);
    expect(document.querySelector('[data-turn="t2"] p')?.textContent).toBe(TEXTS[2]);
    expect(canvas.span).toEqual(before);
    canvas.hear(null, false);
    expect(heard()).toEqual([]);
  });

  test("outlives a coding that comes and a turn that goes", () => {
    canvas.hear({ turn: "t1", start: 0, end: 3 }, false);
    canvas.apply([{ kind: "codings", id: "new", record: { id: "new", source: "source", turn: "t1", start: 0, end_turn: "t1", end: 9, code: "trust", coder: "me", gone: false, note: "" } }]);
    expect(heard()).toEqual(["t1"]);
    canvas.apply([{ kind: "turns", id: "t1", record: null }]);
    expect(heard()).toEqual([]);
    canvas.hear({ turn: "t2", start: 0, end: 1 }, false);
    expect(heard()).toEqual(["t2"]);
  });

  test("is left by the reader's own scrolling, which is told", () => {
    let left = 0;
    canvas.on("left", () => (left += 1));
    canvas.scroller.dispatchEvent(new Event("wheel"));
    canvas.scroller.dispatchEvent(new Event("scroll"));
    expect(left).toBe(1);
  });
});

describe("asking for a word", () => {
  const click = (more: MouseEventInit = {}): void => {
    const words = document.querySelector('[data-turn="t1"] p');
    words?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true, button: 0, detail: 1, ...more }));
    dispatchEvent(new MouseEvent("mouseup"));
  };
  const asked: Point[] = [];
  beforeEach(() => {
    asked.length = 0;
    const text = document.querySelector('[data-turn="t1"] p')?.firstChild;
    Object.assign(document, { caretPositionFromPoint: () => ({ offsetNode: text, offset: 6 }) });
    canvas.on("hear", (point) => asked.push(point));
  });

  test("is a click with Ctrl, which leaves the selection alone", () => {
    canvas.select({ turn: "t0", start: 0, end_turn: "t0", end: 3 });
    click({ ctrlKey: true });
    expect(asked).toEqual([{ turn: "t1", offset: 6 }]);
    expect(canvas.span).toEqual({ turn: "t0", start: 0, end_turn: "t0", end: 3 });
  });

  test("is a plain click only in the listening mode", () => {
    click();
    expect(asked).toEqual([]);
    canvas.listening(true);
    click();
    expect(asked).toEqual([{ turn: "t1", offset: 6 }]);
    click({ shiftKey: true });
    expect(asked.length).toBe(1);
  });
});
