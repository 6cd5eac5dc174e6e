// What in the participants' rows could show who somebody is. Reminders before a table leaves the
// house; whether a cell is printed is decided where the table is made.

import type { Participant } from "./model";

export interface Hint {
  kind: "small" | "only" | "alike";
  group: string;
  /** How many people it concerns. */
  n: number;
  what: string;
}

/** Groups below this size give their ages away with a mean and a range. */
const SMALL = 5;

/** Returns the hints, the heavier first. */
export function hints(people: readonly Participant[]): Hint[] {
  const groups = new Map<string, Participant[]>();
  for (const person of people) groups.set(person.group, [...(groups.get(person.group) ?? []), person]);
  const found: Hint[] = [];
  for (const [group, members] of groups) {
    if (members.length < SMALL && members.some((person) => person.age !== null)) {
      found.push({ kind: "small", group, n: members.length, what: "" });
    }
    const kinds = new Map<string, number>();
    for (const { occupation } of members) if (occupation) kinds.set(occupation, (kinds.get(occupation) ?? 0) + 1);
    const lone = [...kinds].filter(([, n]) => n === 1).map(([name]) => name);
    if (members.length > 1 && lone.length) found.push({ kind: "only", group, n: lone.length, what: lone.join(", ").toLowerCase() });
  }
  const marked = [...groups].filter(([, members]) => members.length > 1 && members.every((person) => person.mentor === true));
  if (groups.size > 1) for (const [group, members] of marked) found.push({ kind: "alike", group, n: members.length, what: "mentor" });
  const order = ["small", "only", "alike"];
  return found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
