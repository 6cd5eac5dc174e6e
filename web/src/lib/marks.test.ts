import { describe, expect, it } from "vitest";

import { chosen, legend, marksOf, read, render, type Convention } from "./marks";
import told from "./marks.vectors.json";

describe("marks are shown as Python shows them", () => {
  it.each(told.shown)("$text as $convention in $language", (each) => {
    const shown = render(each.text, each.marks.map(read), each.convention as Convention, each.language);
    expect(shown.text).toBe(each.shown);
    expect(shown.inserted.map((sign) => [sign.at, sign.words, sign.mark, sign.part])).toEqual(each.inserted);
    const lines = legend(each.marks.map(read), each.convention as Convention, each.language);
    expect(lines.map((line) => [line.sign, line.meaning])).toEqual(each.legend);
  });

  it.each(Object.entries(told.chosen))("“%s” is %s", (declared, convention) => {
    expect(chosen(declared)).toBe(convention);
  });

  it("a mark that cannot be is not read", () => {
    const marks = [[1, 2, 2, 500], [1, 2, 2, 500], [99, 0, 0], [5, 1, 9], [4, 0, 0]];
    expect(marksOf({ text: "a🙂b", marks }).map((mark) => mark.amount)).toEqual([500]);
    expect(marksOf({ text: "a🙂b", marks, withdrawn: true })).toEqual([]);
  });
});
