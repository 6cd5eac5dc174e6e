// The setting as a tree, and which of its teams somebody came from.

import type { Site } from "../../lib/model";
import type { TreeNode } from "../tree";

export interface Place extends TreeNode {
  site: Site;
  children: Place[];
}

export interface Coverage {
  teams: number;
  seen: number;
  /** Names of the teams that nobody came from. */
  missing: string[];
  /** Teams that participants name and that are not on record. */
  unknown: string[];
}

/** Names are compared as the study compares them: without capitals and space around them. */
const plain = (name: string): string => name.trim().replace(/\s+/g, " ").toLowerCase();

/** Returns the sites as a tree by what they belong to; a parent that is gone, or a ring, is a root. */
export function placesOf(sites: readonly Site[]): Place[] {
  const nodes = new Map(sites.map((site) => [site.id, { id: site.id, site, children: [] } as Place]));
  const roots: Place[] = [];
  for (const node of nodes.values()) {
    const above = nodes.get(node.site.parent);
    if (above && !within(node, above, nodes)) above.children.push(node);
    else roots.push(node);
  }
  const sort = (list: Place[]): Place[] => {
    list.sort((a, b) => a.site.name.localeCompare(b.site.name, "en", { numeric: true }));
    for (const node of list) sort(node.children);
    return list;
  };
  return sort(roots);
}

/** Tells whether going up from a place leads to a node. */
function within(node: Place, from: Place, nodes: ReadonlyMap<string, Place>): boolean {
  const seen = new Set<string>();
  for (let at: Place | undefined = from; at && !seen.has(at.id); at = nodes.get(at.site.parent)) {
    if (at === node) return true;
    seen.add(at.id);
  }
  return false;
}

/** Returns how many of the teams took part; `teams` are those that participants name. */
export function coverage(sites: readonly Site[], teams: readonly string[]): Coverage {
  const named = new Map(teams.filter((team) => team.trim()).map((team) => [plain(team), team.trim()]));
  const own = sites.filter((site) => site.form === "team");
  const known = new Set(own.map((site) => plain(site.name)));
  const missing = own.filter((site) => !named.has(plain(site.name))).map((site) => site.name);
  return {
    teams: own.length,
    seen: own.length - missing.length,
    missing: missing.sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    unknown: [...named].filter(([key]) => !known.has(key)).map(([, team]) => team).sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
  };
}

/** Returns how many of some people name a site as their team or location. */
export function peopleAt(site: Site, people: readonly { team: string; location: string }[]): number {
  const name = plain(site.name);
  const field = site.form === "team" ? "team" : "location";
  return people.filter((person) => plain(person[field]) === name).length;
}
