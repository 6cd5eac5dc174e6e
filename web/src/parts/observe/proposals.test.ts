import { describe, expect, it } from "vitest";

import type { Speaker } from "../../lib/model";
import { named } from "./proposals";

describe("speakers by the taps", () => {
  it("are guessed, and added where a transcript has not got them", () => {
    const speakers = [{ id: "s1", source: "t", name: "P1", role: "participant", participant: "p1", member: "" }] as Speaker[];
    const turn = (id: string, participant: string, member = ""): Parameters<typeof named>[0][number] => ({ turn: id, source: "t", participant, member });
    const steps = named([turn("a", "p1"), turn("b", "p2"), turn("c", "p1"), turn("d", "", "m1")], speakers, (id) => id.toUpperCase());
    expect(steps).toEqual([
      { op: "turns.assign", turns: ["a", "c"], speaker: "s1", guessed: true },
      { op: "speakers.add", source: "t", name: "P2", participant: "p2", role: "participant" },
      { op: "turns.assign", turns: ["b"], speaker: { $result: 1 }, guessed: true },
      { op: "speakers.add", source: "t", name: "M1", member: "m1", role: "moderator" },
      { op: "turns.assign", turns: ["d"], speaker: { $result: 3 }, guessed: true },
    ]);
    expect(named([], speakers, String)).toEqual([]);
  });
});
