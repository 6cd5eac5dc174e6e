// Who sits in the room, with the key of each, and what can be tapped.

import type { Attendance, Member, Observation, Participant, Session } from "../../lib/model";

/** One big button: a participant, somebody of the team, or somebody whom the list does not have. */
export interface Seat {
  /** What tells seats apart; as `whoOf` has it. */
  id: string;
  name: string;
  /** As the seating plan says. */
  seat: string;
  /** 1-9, M, or 0; empty where the keys have run out. */
  key: string;
  about: { participant?: string; member?: string; seat?: string };
}

export const EVENTS = ["laughter", "silence", "agreement", "disagreement", "interruption", "leaves", "returns"] as const;
export type Event = (typeof EVENTS)[number];
/** First letters in English; a person can give other keys. */
export const EVENT_KEYS: Record<Event, string> = {
  laughter: "l", silence: "s", agreement: "a", disagreement: "d", interruption: "i", leaves: "v", returns: "r",
};
export const SORTS = ["note", "non-verbal", "interaction", "atmosphere", "own reaction"] as const;
export type Sort = (typeof SORTS)[number];
/** A seat that nobody on the list has. */
export const SOMEBODY = "?";

/** Returns the seats of a session, in the order of their numbers, then the team that leads it, then "somebody". */
export function seatsOf(
  session: Session, attendances: readonly Attendance[], person: (id: string) => Participant | undefined,
  member: (id: string) => Member | undefined, somebody: string,
): Seat[] {
  const order = new Intl.Collator("en", { numeric: true });
  const people = attendances.filter((one) => one.session === session.id)
    .map(({ participant, seat }) => ({ code: person(participant)?.code ?? "", participant, seat }))
    .sort((a, b) => order.compare(a.seat || "~", b.seat || "~") || order.compare(a.code, b.code))
    .map(({ code, participant, seat }, i) => ({ id: participant, name: code, seat, key: i < 9 ? String(i + 1) : "", about: { participant } }));
  const team = session.moderators.map((id, i) => ({ id, name: member(id)?.name ?? "", seat: "", key: i === 0 ? "M" : "", about: { member: id } }));
  return [...people, ...team, { id: SOMEBODY, name: somebody, seat: "", key: "0", about: { seat: SOMEBODY } }];
}

/** Returns which seat an observation is about; empty: the room. */
export function whoOf(seen: Pick<Observation, "participant" | "member" | "seat">): string {
  return seen.participant || seen.member || seen.seat;
}
