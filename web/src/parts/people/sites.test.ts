import { describe, expect, it } from "vitest";

import type { Site } from "../../lib/model";
import { coverage, peopleAt, placesOf, type Place } from "./sites";

const site = (id: string, name: string, form: Site["form"] = "team", parent = ""): Site =>
  ({ id, name, form, parent, staff_groups: [] }) as unknown as Site;
const names = (places: readonly Place[]): unknown[] => places.map((one) => [one.site.name, names(one.children)]);

describe("the setting", () => {
  it("is a tree by what belongs to what, in the order of names", () => {
    const sites = [site("1", "Team 10", "team", "3"), site("2", "Team 2", "team", "3"), site("3", "North", "location"), site("4", "Alone")];
    expect(names(placesOf(sites))).toEqual([["Alone", []], ["North", [["Team 2", []], ["Team 10", []]]]]);
  });

  it("loses nobody whose parent is gone, or in a ring that a merge has made", () => {
    const sites = [site("1", "A", "team", "gone"), site("2", "B", "team", "3"), site("3", "C", "team", "2")];
    const all = (places: readonly Place[]): string[] => places.flatMap((one) => [one.id, ...all(one.children)]);
    expect(all(placesOf(sites)).sort()).toEqual(["1", "2", "3"]);
  });

  it("is covered by the teams that people came from", () => {
    const sites = [site("1", "Team 1"), site("2", "Team 2"), site("3", "North", "location")];
    expect(coverage(sites, ["team 1 ", "Team 9", ""])).toEqual({ teams: 2, seen: 1, missing: ["Team 2"], unknown: ["Team 9"] });
    expect(coverage([], [])).toEqual({ teams: 0, seen: 0, missing: [], unknown: [] });
  });

  it("counts people by team or location", () => {
    const people = [{ team: "A", location: "North" }, { team: "North", location: "north" }];
    expect(peopleAt(site("1", "North", "location"), people)).toBe(2);
    expect(peopleAt(site("1", "North"), people)).toBe(1);
  });
});
