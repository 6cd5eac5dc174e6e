// Who can speak in a transcript, and by which key: the people of the attendance list in the order of
// their seats, then other labels; M is who led it.

import type { Attendance, Member, Participant, Session, Speaker } from "../../lib/model";

/** Somebody to whom turns can be given. */
export interface Person {
  /** "1" to "9", "M", or "" where there is no key left. */
  key: string;
  name: string;
  role: Speaker["role"];
  participant: string;
  member: string;
  /** The speaker of the source; "" for somebody who was there and has not spoken in it yet. */
  speaker: string;
}

interface Present {
  session: Session | undefined;
  attendances: readonly Attendance[];
  participants: ReadonlyMap<string, Participant>;
  members: ReadonlyMap<string, Member>;
}

/** Returns everybody who was in the room, in the order of their seats, with whom they are as speakers. */
export function present({ session, attendances, participants, members }: Present): Person[] {
  if (!session) return [];
  const seated = attendances.filter((one) => one.session === session.id)
    .map((one) => ({ seat: one.seat, person: participants.get(one.participant) }))
    .filter((one): one is { seat: string; person: Participant } => one.person !== undefined)
    .sort((a, b) => order(a.seat, b.seat) || (a.person.number ?? 1e9) - (b.person.number ?? 1e9) || order(a.person.code, b.person.code));
  const of = (ids: readonly string[], role: Speaker["role"]): Person[] => ids.map((id) => members.get(id))
    .filter((member): member is Member => member !== undefined)
    .map((member) => ({ key: "", name: member.name, role, participant: "", member: member.id, speaker: "" }));
  return [
    ...seated.map(({ person }) => ({ key: "", name: person.code, role: "participant" as const, participant: person.id, member: "", speaker: "" })),
    ...of(session.moderators, "moderator"),
    ...of(session.observers, "observer"),
  ];
}

/** Seats and codes as people count them; without a seat one comes last. */
function order(a: string, b: string): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.localeCompare(b, "en", { numeric: true });
}

/** Returns who can be given turns of a source: who was there, and every label that stands in it. */
export function peopleOf(there: readonly Person[], speakers: readonly Speaker[]): Person[] {
  const left = new Map(speakers.map((speaker) => [speaker.id, speaker]));
  const known = there.map((person) => {
    const found = [...left.values()].find((speaker) =>
      (person.participant !== "" && speaker.participant === person.participant) || (person.member !== "" && speaker.member === person.member));
    if (!found) return person;
    left.delete(found.id);
    return { ...person, name: found.name, role: found.role, speaker: found.id };
  });
  const others = [...left.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, name, role, participant, member }): Person => ({ key: "", name, role, participant, member, speaker: id }));
  // A label that somebody has, as the file writes it, is not offered twice.
  const taken = new Set(others.map((other) => other.name));
  return keyed([...known.filter((person) => person.speaker || !taken.has(person.name)), ...others]);
}

function keyed(people: readonly Person[]): Person[] {
  const lead = people.find((person) => person.role === "moderator");
  let next = 1;
  return people.map((person) => {
    if (person === lead) return { ...person, key: "M" };
    return { ...person, key: next <= 9 ? String(next++) : "" };
  });
}
