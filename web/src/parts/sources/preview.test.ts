import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodings, firstRows, isTable, said, turnOf } from "./preview";

const bytes = (text: string, map: Record<string, number>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...text].map((letter) => map[letter] ?? letter.charCodeAt(0)));

describe("decodings", () => {
  it("offers what can be meant, with the words in which they differ", () => {
    const found = decodings(bytes("Hun sagde nej.\nGr\u00f8den er k\u00e5l", {}));
    expect(found.map((one) => one.encoding)).not.toContain("utf-8");
    expect(found.find((one) => one.encoding === "cp1252")?.lines).toEqual(["Grøden er kål"]);
    expect(found.find((one) => one.encoding === "mac-roman")?.lines[0]).not.toBe("Grøden er kål");
  });
  it("tells text of two bytes a letter from text of one", () => {
    const wide = Uint8Array.from([..."Hej med dig å"].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
    expect(decodings(wide).map((one) => one.encoding)).toEqual(["utf-16-le"]);
  });
  it("never throws, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (any) => {
      expect(Array.isArray(decodings(Uint8Array.from(any)))).toBe(true);
    }), { numRuns: 60 });
  });
});

describe("firstRows", () => {
  it("finds the sign between cells and leaves quoted ones whole", () => {
    expect(firstRows('code;"age; years"\r\nP1;53\r\n\r\nP2;41')).toEqual([["code", "age; years"], ["P1", "53"], ["P2", "41"]]);
    expect(firstRows("a\tb,c\n1\t2")).toEqual([["a", "b,c"], ["1", "2"]]);
  });
});

describe("answers", () => {
  it("leaves out what is empty", () => {
    expect(said({ kind: "", name: " ", speakers: {}, mapping: { code: "Kode" }, language: "da" }))
      .toEqual({ mapping: { code: "Kode" }, language: "da" });
  });
  it("takes people in before their talk, and codes before codings", () => {
    const kinds = ["codings", "transcript", "participants", "codebook", "sessions"].sort((a, b) => turnOf(a) - turnOf(b));
    expect(kinds).toEqual(["participants", "sessions", "transcript", "codebook", "codings"]);
    expect(isTable("People.XLSX")).toBe(true);
  });
});
