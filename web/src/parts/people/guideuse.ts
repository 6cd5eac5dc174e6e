// What a session did with its guide: asked in which order, left out, not recorded.

import type { Question, Use } from "../../lib/model";

export interface GuideUse {
  /** In the order in which they were asked. */
  asked: { question: Question; use: Use }[];
  skipped: { question: Question; use: Use }[];
  /** In the order of the guide. */
  unknown: Question[];
}

/** Returns what a session did with some questions (those of one guide, in its order). */
export function useOf(session: string, questions: readonly Question[], uses: readonly Use[]): GuideUse {
  // Two copies may each have noted it: what one of them heard asked was asked.
  const noted = uses.filter((use) => use.session === session).sort((a, b) => Number(a.asked) - Number(b.asked));
  const own = new Map(noted.map((use) => [use.question, use]));
  const found: GuideUse = { asked: [], skipped: [], unknown: [] };
  for (const question of questions) {
    const use = own.get(question.id);
    if (!use) found.unknown.push(question);
    else (use.asked ? found.asked : found.skipped).push({ question, use });
  }
  found.asked.sort((a, b) => (a.use.position ?? Infinity) - (b.use.position ?? Infinity));
  return found;
}

/** Returns the new places after one of the asked questions moved by a step; only those that change. */
export function reordered(asked: GuideUse["asked"], at: number, by: 1 | -1): { question: string; position: number }[] {
  const to = at + by;
  if (to < 0 || to >= asked.length) return [];
  const order = [...asked];
  const [moved] = order.splice(at, 1);
  if (moved) order.splice(to, 0, moved);
  return order.map(({ question, use }, i) => ({ question: question.id, was: use.position, position: i + 1 }))
    .filter(({ was, position }) => was !== position)
    .map(({ question, position }) => ({ question, position }));
}
