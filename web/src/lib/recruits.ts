// Where each invitee ended up, for the picture of the flow. What counts is said in the study's
// own rules (recruitment.flow); this draws the threads, and the server's sentence has the numbers.

import type { Invitee, RecruitmentEvent, Session } from "./model";

export const ENDS = ["attended", "waiting", "cancelled", "no-show", "withdrew", "declined", "unanswered"] as const;
export type End = (typeof ENDS)[number];

export interface Thread {
  invitee: Invitee;
  end: End;
  /** Name of the session or group, for those who took part. */
  group: string;
}

/** Tells whether something had happened by a day; what has no date had, and no day is now. */
export function by(date: string, day: string): boolean {
  // Known parts are compared only, as the study's own rules do.
  return !day || !date || date.slice(0, day.length) <= day.slice(0, date.length);
}

/** Returns the end of one invitee by what is on record; `present` is the session they sat in. */
export function endOf(events: readonly RecruitmentEvent[], present: boolean): End {
  const states = events.map((event) => event.state);
  if (present || states.includes("attended")) return "attended";
  if (!states.includes("agreed")) return states.includes("declined") ? "declined" : "unanswered";
  const last = states.filter((state) => !["invited", "informed", "consented"].includes(state)).at(-1);
  return last === "cancelled" || last === "no-show" || last === "withdrew" ? last : "waiting";
}

/** Returns one thread per invitee: those who took part by group, then the others by their end. */
export function threads(
  invitees: readonly Invitee[],
  events: ReadonlyMap<string, readonly RecruitmentEvent[]>,
  sat: ReadonlyMap<string, Session>,
): Thread[] {
  const all = invitees
    .map((invitee) => {
      const own = events.get(invitee.id) ?? [];
      const session = sat.get(invitee.participant);
      const end = endOf(own, session !== undefined);
      return { invitee, end, group: end === "attended" ? (session?.name ?? invitee.planned_group) : "", seen: own.length > 0 || session };
    })
    .filter((thread) => thread.seen);
  const order = (thread: Thread): string => `${ENDS.indexOf(thread.end)} ${thread.group}`;
  return all
    .map(({ invitee, end, group }) => ({ invitee, end, group }))
    .sort((a, b) => order(a).localeCompare(order(b), "en", { numeric: true }));
}
