import { describe, expect, it } from "vitest";

import type { Participant, Speaker } from "../../lib/model";
import { spread } from "./spread";

const person = (id: string, group: string, number: number | null): Participant => ({
  id, group, number, code: `P-${id}`, gender: "", age: null, birth_year: null, occupation: "", years_in_services: null,
  years_in_team: null, team: "", location: "", mentor: null, attributes: {}, foreign_id: "", made: "",
});
const speaker = (id: string, participant: string, more: Partial<Speaker> = {}): Speaker => ({
  id, participant, source: "s", name: `N${id}`, role: "participant", member: "", ...more,
});
const people = [person("c", "10", 1), person("b", "2", 2), person("a", "2", 1), person("d", "2", null)];

describe("spread", () => {
  it("orders groups and people by their numbers and counts who speaks", () => {
    const speakers = new Map([speaker("1", "a"), speaker("2", "a"), speaker("3", "c")].map((s) => [s.id, s]));
    const { groups } = spread(people, speakers, new Set(["1", "2"]));
    expect(groups.map((group) => [group.name, group.many, group.people.map((p) => p.mark)])).toEqual([
      ["2", 1, ["1", "2", "P-d"]], ["10", 0, ["1"]],
    ]);
  });
  it("names speakers who are joined to nobody, but not the team", () => {
    const rows = [speaker("1", ""), speaker("2", "", { role: "moderator" }), speaker("3", "", { member: "m" })];
    const { unjoined } = spread(people, new Map(rows.map((s) => [s.id, s])), new Set(["1", "2", "3", "unknown"]));
    expect(unjoined).toEqual(["N1"]);
  });
});
