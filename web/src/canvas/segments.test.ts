import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { segments, type Part } from "./segments";
import type { Coding } from "./source";

const coding = (id: string): Coding => ({ id, turn: "t", start: 0, end_turn: "t", end: 0, code: id, coder: "me", gone: false, note: "" });
const parts = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 14 }).map((rows) =>
  rows.map(([a, b], i): Part => {
    const [start, end] = [Math.min(a, b), Math.max(a, b)];
    return { coding: coding(`c${String(i).padStart(2, "0")}`), start, end, length: end - start };
  }),
);

describe("flat segments", () => {
  test("every place is covered by exactly the codings that cover it", () => {
    fc.assert(fc.property(parts, (list) => {
      const cut = segments(list);
      for (let place = 0; place < 61; place += 1) {
        const there = list.filter((part) => part.start <= place && place < part.end).map((part) => part.coding.id).sort();
        const found = cut.filter((segment) => segment.start <= place && place < segment.end);
        expect(found.length).toBe(there.length > 0 ? 1 : 0);
        expect(found.flatMap((segment) => segment.codings.map(({ id }) => id)).sort()).toEqual(there);
      }
    }));
  });

  test("they rise and never overlap, and the shortest coding comes first", () => {
    fc.assert(fc.property(parts, (list) => {
      const length = new Map(list.map((part) => [part.coding.id, part.length]));
      segments(list).forEach((segment, i, all) => {
        expect(segment.end).toBeGreaterThan(segment.start);
        expect(segment.start).toBeGreaterThanOrEqual(all[i - 1]?.end ?? 0);
        const lengths = segment.codings.map(({ id }) => length.get(id) ?? 0);
        expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
      });
    }));
  });

  test("each coding begins once and ends once", () => {
    fc.assert(fc.property(parts, (list) => {
      const real = list.filter((part) => part.end > part.start).map((part) => part.coding.id);
      const cut = segments(list);
      expect(cut.flatMap((segment) => segment.begins.map(({ id }) => id)).sort()).toEqual(real);
      expect(cut.flatMap((segment) => segment.ends.map(({ id }) => id)).sort()).toEqual(real);
    }));
  });
});
