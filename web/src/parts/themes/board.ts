// What stands on the board: the themes that still stand, the codes that feed them, and the codes in none.

import type { Code, Feed, Memo, Theme } from "../../lib/model";
import type { CodeNode } from "../codes/codetree";
import { flat } from "../codes/codetree";
import type { TreeNode } from "../tree";

export const STAGES = ["final", "developed", "candidate"] as const;
const LIVING: ReadonlySet<string> = new Set(STAGES);

/** Tells whether a theme still stands: it was not merged, split or given up. */
export const stands = (theme: Pick<Theme, "stage">): boolean => LIVING.has(theme.stage);

/** A theme with the codes that feed it, in the order of the codebook. */
export interface Card {
  theme: Theme;
  codes: Code[];
}

export interface Board {
  cards: Card[];
  /** In how many standing themes each code is. */
  times: ReadonlyMap<string, number>;
  /** Codes that feed no standing theme; branches that only hold other codes are left out. */
  loose: Code[];
  /** Themes that stand no longer, the latest first. */
  past: Card[];
}

const byPlace = (a: Theme, b: Theme): number => a.position - b.position || (a.id < b.id ? -1 : 1);

/** Returns the board of a study; `used` tells whether anything is coded with a code. */
export function boardOf(
  themes: readonly Theme[], feeds: readonly Feed[], nodes: readonly CodeNode[], used: (id: string) => boolean,
): Board {
  const order = flat(nodes);
  const fed = new Map<string, Set<string>>();
  for (const feed of feeds) fed.set(feed.theme, (fed.get(feed.theme) ?? new Set()).add(feed.code));
  const cardOf = (theme: Theme): Card => ({
    theme, codes: order.filter((node) => fed.get(theme.id)?.has(node.id)).map((node) => node.code),
  });
  const cards = themes.filter(stands).sort(byPlace).map(cardOf);
  const times = new Map<string, number>();
  for (const code of cards.flatMap((card) => card.codes)) times.set(code.id, (times.get(code.id) ?? 0) + 1);
  const loose = order.filter((node) => !times.has(node.id) && (!node.children.length || used(node.id)));
  const past = themes.filter((theme) => !stands(theme)).sort((a, b) => (a.id < b.id ? 1 : -1));
  return { cards, times, loose: loose.map((node) => node.code), past: past.map(cardOf) };
}

/** A row of the outline. */
export interface Row extends TreeNode {
  id: string;
  name: string;
  theme?: Theme;
  code?: Code;
  children: Row[];
}

/** Ids of the two headings in the outline that are no themes. */
export const LOOSE = "loose";
export const PAST = "past";

/** Returns the outline: everything that the board shows, as a tree. A theme's parts stand under it. */
export function outlineOf(board: Board, names: { loose: string; past: string }): Row[] {
  const codeRow = (under: string) => (code: Code): Row => ({ id: `${under}:${code.id}`, name: code.name, code, children: [] });
  const rows = new Map<string, Row>();
  for (const { theme, codes } of [...board.cards, ...board.past]) {
    rows.set(theme.id, { id: theme.id, name: theme.name, theme, children: codes.map(codeRow(theme.id)) });
  }
  const top: Row[] = [];
  for (const { theme } of board.cards) {
    const row = rows.get(theme.id)!;
    const parent = within(theme, rows) ? undefined : rows.get(theme.parent);
    if (parent?.theme && stands(parent.theme)) parent.children.push(row);
    else top.push(row);
  }
  const past = board.past.map(({ theme }) => ({ ...rows.get(theme.id)!, children: [] }));
  return [
    ...top,
    { id: LOOSE, name: names.loose, children: board.loose.map(codeRow(LOOSE)) },
    ...(past.length ? [{ id: PAST, name: names.past, children: past }] : []),
  ];
}

/** Two merged copies can make two themes parts of each other; both stand at the top then. */
function within(theme: Theme, rows: ReadonlyMap<string, Row>): boolean {
  const seen = new Set<string>();
  for (let at = rows.get(theme.parent)?.theme; at && !seen.has(at.id); at = rows.get(at.parent)?.theme) {
    if (at.id === theme.id) return true;
    seen.add(at.id);
  }
  return false;
}

/** Returns the new positions that put a theme before another one (or last): only those that change. */
export function places(cards: readonly Card[], id: string, before: string): { theme: string; position: number }[] {
  const moved = cards.find((card) => card.theme.id === id);
  if (!moved) return [];
  const rest = cards.filter((card) => card !== moved);
  const at = rest.findIndex((card) => card.theme.id === before);
  rest.splice(at < 0 ? rest.length : at, 0, moved);
  return rest
    .map((card, position) => ({ theme: card.theme.id, position, was: card.theme.position }))
    .filter((place) => place.position !== place.was)
    .map(({ theme, position }) => ({ theme, position }));
}

/** An extract that was marked as not fitting a theme. */
export interface Misfit {
  memo: Memo;
  coding: string;
  theme: string;
  /** It was decided to keep it, as a case that speaks against the theme. */
  kept: boolean;
}

/**
 * Returns the extracts that do not fit a theme.
 *
 * The mark is a memo about one coding and one theme: of type "theme" while it is open, "decision"
 * once it is kept as a counter-case. The mark goes along when the theme is merged into another.
 *
 * Args:
 *   isCoding: tells whether an id is that of a coding, as far as can be known here.
 */
export function misfitsOf(memos: readonly Memo[], themes: readonly Theme[], isCoding: (id: string) => boolean): Misfit[] {
  const heir = heirs(themes);
  return memos.flatMap((memo) => {
    if (memo.type !== "theme" && memo.type !== "decision") return [];
    const theme = memo.about.find((id) => heir.has(id));
    const coding = memo.about.find((id) => !heir.has(id) && isCoding(id));
    return theme && coding ? [{ memo, coding, theme: heir.get(theme)!, kept: memo.type === "decision" }] : [];
  });
}

/** Returns for each theme the standing one that it is or that it went into; others are themselves. */
export function heirs(themes: readonly Theme[]): Map<string, string> {
  const next = new Map<string, string>();
  for (const theme of themes) {
    for (const from of theme.came_from) {
      if (themes.find((other) => other.id === from)?.stage === "merged") next.set(from, theme.id);
    }
  }
  return new Map(themes.map(({ id }) => {
    const seen = new Set([id]);
    let at = id;
    for (let to = next.get(at); to && !seen.has(to); to = next.get(at)) seen.add((at = to));
    return [id, at];
  }));
}
