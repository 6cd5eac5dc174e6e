import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { sentenceAt, sentences, snap, trim, wordAt, words } from "./sentences";

const text = fc.array(fc.constantFrom("ja", "Nej", ".", "!", "...", "?", " ", "\n", "f.eks.", "3", "\u201cso\u201d", "\u{1F642}", "dr.", ","), { maxLength: 30 }).map((parts) => parts.join(""));

describe("sentences", () => {
  test("they tile the text", () => {
    fc.assert(fc.property(text, (whole) => {
      const cut = sentences(whole);
      expect(cut.map(([start, end]) => whole.slice(start, end)).join("")).toBe(whole);
      cut.forEach(([start], i) => expect(start).toBe(i === 0 ? 0 : cut[i - 1]?.[1]));
    }));
  });

  // The same cases as in the server's tests of text/segment.py.
  test.each([
    ["I do. I trust him.", ["I do. ", "I trust him."]],
    ["Det er f.eks. en ting. Ja.", ["Det er f.eks. en ting. ", "Ja."]],
    ["den 3. maj kom hun. Så gik hun.", ["den 3. maj kom hun. ", "Så gik hun."]],
    ["He said \u201cno.\u201d Then he left.", ["He said \u201cno.\u201d ", "Then he left."]],
    ["Well... maybe. Yes!", ["Well... maybe. ", "Yes!"]],
    ["One\nTwo", ["One\n", "Two"]],
    ["Dr. Holm came.", ["Dr. Holm came."]],
  ])("%s", (whole, expected) => {
    expect(sentences(whole).map(([start, end]) => whole.slice(start, end))).toEqual(expected);
  });

  test("a place takes its sentence without the space after it", () => {
    const whole = "I trust her, I do. I trust her with him.";
    expect(whole.slice(...sentenceAt(whole, 20))).toBe("I trust her with him.");
    expect(whole.slice(...sentenceAt(whole, whole.length))).toBe("I trust her with him.");
  });
});

describe("words", () => {
  test("a dragged stretch widens to whole words and never shrinks past its own letters", () => {
    fc.assert(fc.property(text, fc.nat(), fc.nat(), (whole, a, b) => {
      const [start, end] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [number, number];
      const [from, to] = snap(whole, start, end);
      expect(whole.slice(from, to).trim()).toBe(whole.slice(from, to));
      const [least, most] = trim(whole, start, end);
      if (least < most) expect(from <= least && to >= most).toBe(true);
      expect(snap(whole, from, to)).toEqual([from, to]);
    }));
  });

  test("joints hold numbers and apostrophes together, not sentences", () => {
    expect(words("don't 3.5 yes,but end.Then well-being").map(([a, b]) => "don't 3.5 yes,but end.Then well-being".slice(a, b)))
      .toEqual(["don't", "3.5", "yes", "but", "end", "Then", "well-being"]);
  });

  test("a place in white space takes the next word, at the end the last", () => {
    expect("a  bc".slice(...wordAt("a  bc", 1))).toBe("bc");
    expect("a  bc".slice(...wordAt("a  bc", 5))).toBe("bc");
  });
});
