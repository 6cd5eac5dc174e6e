import { describe, expect, it } from "vitest";

import type { SessionClock, Step } from "../../lib/model";
import { chosen, momentText, onTimeline, runs, withWaiting } from "./clock";

const CLOCK: SessionClock = {
  id: "c1", session: "s", began: "2026-02-02T10:00:00+01:00", paused: null, pauses: [[60, 360]], stopped: null, offset: 0, through: false, by: "m1",
};
const at = (second: number): string => momentText(new Date(Date.parse(CLOCK.began) + second * 1000));

describe("the clock of a session", () => {
  it("stands in pauses, and is moved by its offset", () => {
    expect([10, 60, 100, 360, 420].map((second) => onTimeline(CLOCK, second))).toEqual([10, 60, 60, 60, 120]);
    expect(onTimeline({ ...CLOCK, offset: -4 }, 420)).toBe(116);
    expect(onTimeline({ ...CLOCK, through: true }, 420)).toBe(420);
    expect(onTimeline({ ...CLOCK, paused: 400 }, 420)).toBe(100);
    expect(onTimeline(CLOCK, null)).toBeNull();
  });

  it("keeps a moment with its distance from UTC", () => {
    const moment = new Date("2026-02-02T09:00:00.250Z");
    expect(Date.parse(momentText(moment))).toBe(moment.getTime());
    expect(momentText(moment)).toMatch(/^2026-02-0\dT\d\d:00:00\.250[+-]\d\d:\d\d$/);
  });

  it("is as the steps that wait will make it", () => {
    const steps: Step[] = [
      { op: "clocks.start", session: "s", at: at(0) },
      { op: "clocks.pause", session: "other", at: at(5) },
      { op: "clocks.pause", session: "s", at: at(60) },
    ];
    expect(withWaiting(undefined, "s", [])).toBeUndefined();
    const paused = withWaiting(undefined, "s", steps);
    expect(paused?.paused).toBe(60);
    expect(runs(paused)).toBe(false);
    const on = withWaiting(undefined, "s", [...steps, { op: "clocks.resume", session: "s", at: at(90) }]);
    expect([on?.pauses, runs(on)]).toEqual([[[60, 90]], true]);
    const stopped = withWaiting(CLOCK, "s", [{ op: "clocks.stop", session: "s", at: at(500) }]);
    expect([stopped?.stopped, runs(stopped)]).toEqual([500, false]);
  });

  it("is one that runs, one's own before others'", () => {
    const other = { ...CLOCK, id: "c2", by: "m2" };
    expect(chosen([CLOCK, other], "m1")?.id).toBe("c1");
    expect(chosen([{ ...CLOCK, stopped: 9 }, other], "m1")?.id).toBe("c2");
    expect(chosen([], "m1")).toBeUndefined();
  });
});
