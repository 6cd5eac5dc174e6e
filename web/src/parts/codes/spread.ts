// Who speaks under a code: each group with its people, said as a fact and not as a share.

import type { Participant, Speaker } from "../../lib/model";

export interface Person {
  id: string;
  /** What stands in the box: the number in the group, else the code. */
  mark: string;
  code: string;
  speaks: boolean;
}

export interface Group {
  name: string;
  people: Person[];
  /** How many of them speak. */
  many: number;
}

/** Returns the groups with their people, and the speakers who are joined to nobody. */
export function spread(
  participants: readonly Participant[], speakers: ReadonlyMap<string, Speaker>, speaking: ReadonlySet<string>,
): { groups: Group[]; unjoined: string[] } {
  const speak = new Set<string>();
  const unjoined = new Set<string>();
  for (const id of speaking) {
    const speaker = speakers.get(id);
    if (speaker?.participant) speak.add(speaker.participant);
    else if (speaker && !speaker.member && speaker.role === "participant") unjoined.add(speaker.name);
  }
  const groups = new Map<string, Person[]>();
  for (const person of participants) {
    const people = groups.get(person.group) ?? [];
    groups.set(person.group, people);
    const mark = person.number === null ? person.code : String(person.number);
    people.push({ id: person.id, mark, code: person.code, speaks: speak.has(person.id) });
  }
  const numbers = new Map(participants.map((person) => [person.id, person.number ?? Infinity]));
  const order = (a: Person, b: Person): number =>
    (numbers.get(a.id) ?? 0) - (numbers.get(b.id) ?? 0) || a.code.localeCompare(b.code, undefined, { numeric: true });
  return {
    groups: [...groups]
      .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
      .map(([name, people]) => ({ name, people: people.sort(order), many: people.filter((p) => p.speaks).length })),
    unjoined: [...unjoined].sort(),
  };
}
