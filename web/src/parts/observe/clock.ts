// The clock of a session: which one is noted by, what time it shows, and where a note is on the timeline.
//
// What a person does goes to the server in order; until it is there, the steps that wait are laid
// over the record, so that the clock and what is noted by it are as they will be.

import type { SessionClock, Step } from "../../lib/model";

/** Returns a moment as the study keeps it: ISO 8601 with the distance from UTC. */
export function momentText(date: Date): string {
  const away = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + away * 60_000).toISOString().slice(0, -1);
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(away);
  return `${local}${away < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Returns the seconds between a clock's start and a moment. */
export function since(clock: Pick<SessionClock, "began">, moment: Date): number {
  return Math.max(0, (moment.getTime() - Date.parse(clock.began)) / 1000);
}

/** Returns where a clock's second is on the session's timeline, as `study/clocks.py` reckons. */
export function onTimeline(clock: SessionClock | undefined, second: number | null): number | null {
  if (!clock || second === null) return second;
  const spells = clock.paused === null ? clock.pauses : [...clock.pauses, [clock.paused, second]];
  const stood = clock.through ? 0 : spells.reduce((sum, [of = 0, to = 0]) => sum + Math.max(0, Math.min(to, second) - of), 0);
  return second - stood + clock.offset;
}

/** Returns the clock to note by: one that runs, one's own before others', the latest. */
export function chosen(clocks: readonly SessionClock[], member: string): SessionClock | undefined {
  const rank = (one: SessionClock): string => `${one.stopped === null ? 1 : 0}${one.by === member ? 1 : 0}${one.id}`;
  return [...clocks].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).at(-1);
}

/** Lays the steps that wait for the server over a session's clock. */
export function withWaiting(clock: SessionClock | undefined, session: string, steps: readonly Step[]): SessionClock | undefined {
  let now = clock;
  for (const step of steps) {
    if (!("session" in step) || step.session !== session) continue;
    if (step.op === "clocks.start") {
      now ??= { id: "", session, began: step.at, paused: null, pauses: [], stopped: null, offset: 0, through: false, by: "" };
    } else if (now && step.op === "clocks.pause") {
      now = { ...now, paused: since(now, new Date(step.at)) };
    } else if (now && (step.op === "clocks.resume" || step.op === "clocks.stop")) {
      const at = since(now, new Date(step.at));
      const stood = now.paused ?? (step.op === "clocks.resume" ? now.stopped : null);
      const pauses = stood === null ? now.pauses : [...now.pauses, [stood, at]];
      now = { ...now, paused: null, pauses, stopped: step.op === "clocks.stop" ? at : null };
    }
  }
  return now;
}

/** Returns the second that a clock shows now: it stands where it was paused or stopped. */
export function shown(clock: SessionClock, now: Date): number {
  return onTimeline(clock, clock.stopped ?? clock.paused ?? since(clock, now)) ?? 0;
}

/** Tells whether a clock runs. */
export function runs(clock: SessionClock | undefined): boolean {
  return clock !== undefined && clock.paused === null && clock.stopped === null;
}
