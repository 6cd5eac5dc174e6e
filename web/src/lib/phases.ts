// The six phases as blocks by week: how much was done, and whether it was a return.

/** A phase as GET /api/home tells it. */
export interface Phase {
  number: number;
  name: string;
  weeks: { monday: string; steps: number; facts: number }[];
}

export interface Block {
  /** How much was done, against the phase's fullest week: 1 some, 2 much, 3 most. */
  level: 1 | 2 | 3;
  /** The phase had been left before: there is a week without it in between. */
  back: boolean;
}

const WEEK = 7 * 86_400_000;

/** Returns the Mondays from the first week of work to now, at most `most`; none that is yet to come. */
export function mondays(phases: readonly Phase[], now: Date, most = 52): string[] {
  const all = phases.flatMap((phase) => phase.weeks.map((week) => Date.parse(week.monday)));
  if (all.length === 0) return [];
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const thisWeek = today - ((new Date(today).getUTCDay() + 6) % 7) * 86_400_000;
  const last = Math.max(thisWeek, ...all);
  const first = Math.max(Math.min(...all), last - (most - 1) * WEEK);
  const count = Math.round((last - first) / WEEK) + 1;
  return Array.from({ length: count }, (_, i) => new Date(first + i * WEEK).toISOString().slice(0, 10));
}

/** Returns the blocks of one phase by week. */
export function blocks(phase: Phase): Map<string, Block> {
  const most = Math.max(...phase.weeks.map(work), 1);
  const found = new Map<string, Block>();
  let before = Number.NaN;
  let back = false;
  for (const week of phase.weeks) {
    const at = Date.parse(week.monday);
    back ||= at - before > WEEK;
    const share = work(week) / most;
    found.set(week.monday, { level: share > 0.66 ? 3 : share > 0.25 ? 2 : 1, back });
    before = at;
  }
  return found;
}

/** An import of hundreds of records is one step, and an afternoon of coding is many: both count. */
function work(week: Phase["weeks"][number]): number {
  return week.steps + Math.sqrt(week.facts);
}
