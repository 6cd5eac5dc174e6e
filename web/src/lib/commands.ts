// What "Go to or do" (Ctrl K) offers. A screen adds its own with `offer` while it is shown.

export interface Command {
  id: string;
  label: string;
  /** A word or two more, shown quietly. */
  hint?: string;
  /** Heading that it stands under. */
  group: string;
  /** Dye of a code's thread. */
  dye?: number;
  /** Keys that do the same. */
  keys?: string;
  run: () => unknown;
}

const sources = new Set<() => Command[]>();

/** Adds commands, asked for each time that the palette opens; returns what takes them away. */
export function offer(source: () => Command[]): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** Returns all commands that are offered now. */
export function offered(): Command[] {
  return [...sources].flatMap((source) => source());
}

/** Returns how well a name answers what was typed: 0 not at all, 3 it begins with it, 4 it is it. */
export function rank(name: string, asked: string): number {
  const wanted = plain(asked);
  const own = plain(name);
  if (!wanted) return 1;
  if (own === wanted) return 4;
  if (own.startsWith(wanted)) return 3;
  const words = wanted.split(" ");
  if (words.every((word) => own.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)))) return 2;
  return words.every((word) => own.includes(word)) ? 1 : 0;
}

/** Returns the commands that answer what was typed, best first, at most `most`. */
export function choose(commands: readonly Command[], asked: string, most = 40): Command[] {
  return commands
    .map((command) => ({ command, rank: rank(command.label, asked) || rank(command.hint ?? "", asked) * 0.5 }))
    .filter((found) => found.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map((found) => found.command);
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
}
