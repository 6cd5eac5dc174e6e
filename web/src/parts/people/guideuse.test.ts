import { describe, expect, it } from "vitest";

import type { Question, Use } from "../../lib/model";
import { reordered, useOf } from "./guideuse";

const questions = ["a", "b", "c", "d"].map((id, position) => ({ id, position, text: id }) as Question);
const use = (question: string, asked: boolean, position: number | null, session = "s"): Use => ({ id: `${session}${question}`, session, question, asked, position, note: "" }) as Use;
const uses = [use("c", true, 1), use("a", true, 2), use("b", false, null), use("d", true, 1, "other")];

describe("the use of a guide", () => {
  it("is told in the order of asking, with what was left out and what nobody noted", () => {
    const found = useOf("s", questions, uses);
    expect(found.asked.map((one) => one.question.id)).toEqual(["c", "a"]);
    expect(found.skipped.map((one) => one.question.id)).toEqual(["b"]);
    expect(found.unknown.map((one) => one.id)).toEqual(["d"]);
    expect(useOf("none", questions, uses).unknown).toHaveLength(4);
  });

  it("changes its order by naming only the places that change", () => {
    const { asked } = useOf("s", questions, [...uses, use("d", true, 3)]);
    expect(reordered(asked, 1, -1)).toEqual([{ question: "a", position: 1 }, { question: "c", position: 2 }]);
    expect(reordered(asked, 0, -1)).toEqual([]);
    expect(reordered(asked, 2, 1)).toEqual([]);
  });
});
