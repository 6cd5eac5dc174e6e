import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Peaks } from "../../lib/peaks";
import { timeSaid } from "./times";
import { looksOf, paged, zoomed } from "./waveform";

function file(pairs: readonly number[], loudest = 1): ArrayBuffer {
  const bytes = new ArrayBuffer(20 + pairs.length);
  const head = new DataView(bytes);
  new Uint8Array(bytes).set([..."HPKS"].map((letter) => letter.charCodeAt(0)));
  head.setUint16(4, 1, true);
  head.setUint32(8, 20, true);
  head.setUint32(12, pairs.length / 2, true);
  head.setFloat32(16, loudest, true);
  new Int8Array(bytes, 20).set(pairs);
  return bytes;
}

describe("peaks", () => {
  it("are read as the server writes them, and nothing else is", () => {
    const peaks = Peaks.read(file([-127, 64, 0, 127]));
    expect(peaks?.between(0, 0.05)).toEqual([-1, 64 / 127]);
    expect(peaks?.between(0.05, 0.1)[1]).toBe(1);
    expect(peaks?.between(5, 6)).toEqual([0, 0]);
    expect(Peaks.read(new ArrayBuffer(30))).toBeNull();
    expect(Peaks.read(file([0, 0]).slice(0, 21))).toBeNull();
  });

  it("of noise alone stay low", () => {
    expect(Peaks.read(file([-127, 127], 0.002))?.between(0, 1)[1]).toBeCloseTo(0.1);
  });

  it("miss no loud step, however much of a file a column shows", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 600, maxLength: 4000 });
    fc.assert(fc.property(steps, fc.nat(3999), fc.integer({ min: 1, max: 4000 }), (highs, from, count) => {
      const peaks = new Peaks(Int8Array.from(highs.flatMap((high) => [-high, high])), 20);
      const most = Math.max(0, ...highs.slice(from, from + count)) / 127;
      expect(peaks.between(from / 20, (from + count) / 20)[1]).toBeGreaterThanOrEqual(most - 1e-9);
    }), { numRuns: 40 });
  });
});

describe("the strip", () => {
  it("turns its page only when time has left it", () => {
    const view = { from: 100, to: 200 };
    expect(paged(view, 150, 1000)).toBeNull();
    expect(paged(view, 201, 1000)).toEqual({ from: 196, to: 296 });
    expect(paged(view, 999, 1000)).toEqual({ from: 900, to: 1000 });
    expect(paged({ from: 0, to: 1000 }, 2000, 1000)).toBeNull();
  });

  it("zooms around a second that stays where it is, within the session", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 900 }), fc.constantFrom(0.5, 0.8, 1.25, 2), (from, factor) => {
      const view = { from, to: from + 100 };
      const next = zoomed(view, from + 50, factor, 1000);
      expect(next.from).toBeGreaterThanOrEqual(0);
      expect(next.to).toBeLessThanOrEqual(1000.0001);
      if (next.from > 0 && next.to < 1000) expect((from + 50 - next.from) / (next.to - next.from)).toBeCloseTo(0.5);
    }), { numRuns: 40 });
    expect(zoomed({ from: 0, to: 12 }, 6, 0.1, 1000)).toMatchObject({ from: 1, to: 11 });
  });

  it("tells no two of twenty speakers apart by colour alone", () => {
    const people = Array.from({ length: 20 }, (_, i) => ({ id: `p${i}`, name: `P${i}`, initials: `P${i}`, role: i === 0 ? "moderator" : "participant" }));
    const looks = [...looksOf(people).values()];
    expect(looks[0]).toMatchObject({ dye: 0, pattern: 0 });
    expect(new Set(looks.map(({ dye, pattern }) => `${dye} ${pattern}`)).size).toBe(20);
    // Neighbours differ in their pattern as well.
    for (let i = 1; i + 1 < looks.length; i += 1) expect(looks[i]?.pattern).not.toBe(looks[i + 1]?.pattern);
  });

  it("says times as people do", () => {
    expect([0, 61, 3723].map(timeSaid)).toEqual(["0 seconds", "1 minute 1 second", "1 hour 2 minutes 3 seconds"]);
  });
});
