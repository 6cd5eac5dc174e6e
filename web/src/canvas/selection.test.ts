import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Model } from "./model";
import { sample } from "./sample";
import { Moves, same, spanOf, type Chosen } from "./selection";

const model = new Model(sample([[1, 0, 1, 30, "trust"]]));
const moves = new Moves(model);
const at = (turn: string, offset: number): Chosen => ({ anchor: { turn, offset }, focus: { turn, offset } });
const words = (chosen: Chosen): string => model.words(spanOf(model, chosen));

describe("moving by keys", () => {
  test("sentence by sentence, over the borders of turns", () => {
    let chosen = at("t1", 0);
    const said = Array.from({ length: 5 }, () => words((chosen = moves.next(chosen, "sentence", false))));
    expect(said).toEqual([
      "Now I would fight to keep her.",
      "Last month there was a man who had not let us in since Easter.",
      "I trust her 🙂, I do.",
      "I trust her with him.",
      "I am less sure I trust us.",
    ]);
    expect(words(moves.next(chosen, "sentence", true))).toBe("I trust her with him.");
  });

  test("word by word, extended by words and characters", () => {
    const word = moves.next(at("t2", 0), "word", false);
    expect(words(word)).toBe("I");
    expect(words(moves.extend(word, "word", false))).toBe("I trust");
    expect(words(moves.extend(word, "character", false))).toBe("I ");
    expect(words(moves.extend(word, "sentence", false))).toBe("I trust her 🙂, I do.");
    expect(words(moves.extend(word, "turn", false))).toMatch(/us\.$/);
  });

  test("down goes to the beginning of the next turn, up first to that of this one", () => {
    expect(moves.turn(at("t1", 5), false)).toEqual({ turn: "t2", offset: 0 });
    expect(moves.turn(at("t1", 5), true)).toEqual({ turn: "t1", offset: 0 });
    expect(moves.turn(at("t1", 0), true)).toEqual({ turn: "t0", offset: 0 });
    expect(moves.turn(at("t3", 0), false)).toBeNull();
  });

  test("the next turn that is not coded comes round to the beginning", () => {
    expect(moves.uncoded("t0")).toBe("t2");
    expect(moves.uncoded("t3")).toBe("t0");
  });

  test("a drag keeps its direction and takes whole words", () => {
    const back = moves.snapped({ anchor: { turn: "t1", offset: 14 }, focus: { turn: "t1", offset: 8 } });
    expect(words(back)).toBe("would fight");
    expect(back.focus.offset).toBeLessThan(back.anchor.offset);
    expect(words(moves.snapped({ anchor: { turn: "t1", offset: 84 }, focus: { turn: "t2", offset: 4 } }))).toBe("since Easter.\nI trust");
  });

  test("no key leaves the text, and none is stuck before its end", () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("turn", "sentence", "word", "character" as const), fc.boolean()), { maxLength: 20 });
    fc.assert(fc.property(steps, (list) => {
      let chosen = at("t1", 3);
      for (const [step, back] of list) {
        const next = moves.extend(chosen, step as "turn", back);
        const { focus } = next;
        expect(focus.offset >= 0 && focus.offset <= model.units(focus.turn).points).toBe(true);
        const order = model.compare(focus, chosen.focus);
        if (!same(focus, chosen.focus)) expect(order < 0).toBe(back);
        chosen = next;
      }
    }));
  });
});
