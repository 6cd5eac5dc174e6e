// How a code or a theme came to be: its steps in the history, said in the language of the tool.

import type { Key, Places } from "../../lib/words/index.svelte";

/** A fact of a step, as GET /history tells it. */
export interface Fact {
  kind: string;
  record: string;
  label: string;
  action: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** A step of the history. */
export interface Telling {
  seq: number;
  when: string;
  who: string;
  operation: string;
  what: string;
  reason: string;
  undoes: string;
  standing: boolean;
  changes: Fact[];
}

/** One line of the story; `said` stands where there is no key for it. */
export interface Line {
  seq: number;
  when: string;
  who: string;
  reason: string;
  key: Key | null;
  places: Places;
  said: string;
}

/** How names of other records, and of fields, are found. */
export interface Names {
  record: (id: string) => string;
  field: (kind: string, field: string) => string;
}

const SILENT = new Set(["position"]);

/** Returns the lines of a record's story, oldest first; what was undone is left out. */
export function story(record: string, steps: readonly Telling[], names: Names): Line[] {
  const lines: Line[] = [];
  for (const step of [...steps].sort((a, b) => a.seq - b.seq)) {
    if (!step.standing || step.undoes) continue;
    for (const fact of step.changes.filter((change) => change.record === record)) {
      const told = tell(step.operation, fact, names);
      if (told === null) continue;
      const { seq, when, who, reason, what } = step;
      lines.push({ seq, when, who, reason, key: told?.key ?? null, places: told?.places ?? {}, said: what });
    }
  }
  return lines;
}

/** Ids that the story speaks of by name. */
export function spokenOf(record: string, steps: readonly Telling[]): string[] {
  const ids = new Set<string>();
  for (const fact of steps.flatMap((step) => step.changes)) {
    if (fact.record !== record) continue;
    for (const id of joined(fact)) ids.add(id);
    if (typeof fact.after.parent === "string" && fact.after.parent) ids.add(fact.after.parent);
  }
  return [...ids];
}

/** Ids that came into `came_from` with a fact. */
function joined(fact: Fact): string[] {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  const before = new Set(list(fact.before.came_from));
  return list(fact.after.came_from).filter((id) => !before.has(id));
}

type Told = { key: Key; places: Places } | undefined | null;

/** null: nothing to tell; undefined: only the server's own sentence. */
function tell(operation: string, fact: Fact, names: Names): Told {
  const from = joined(fact).map(names.record).filter(Boolean).map(quoted).join(", ");
  if (fact.action === "create") {
    if (from && operation.endsWith(".split")) return { key: "story.split", places: { name: from } };
    if (from) return { key: "story.mergedFrom", places: { name: from } };
    return { key: "story.made", places: {} };
  }
  if (operation === "codes.merge" && from) return { key: "story.took", places: { name: from } };
  if (operation === "themes.merge") return { key: "story.mergedAway", places: {} };
  if (operation === "themes.split") return { key: "story.splitUp", places: {} };
  if (operation === "themes.drop") return { key: "story.dropped", places: {} };
  return changed(fact, names);
}

function changed(fact: Fact, names: Names): Told {
  const fields = Object.keys(fact.after).filter((field) => !SILENT.has(field));
  if (fields.length === 0) return null;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  if (fields.length === 1 && fields[0] === "name") {
    return { key: "story.renamed", places: { name: quoted(text(fact.before.name)) } };
  }
  if (fields[0] === "parent" && fields.length === 1) {
    const parent = text(fact.after.parent);
    return parent ? { key: "story.moved", places: { name: quoted(names.record(parent)) } } : { key: "story.movedTop", places: {} };
  }
  const stage = text(fact.after.stage);
  if (stage === "candidate" || stage === "developed" || stage === "final") {
    return { key: `story.stage.${stage}`, places: {} };
  }
  const told = fields.map((field) => names.field(fact.kind, field)).filter(Boolean);
  return told.length ? { key: "story.changed", places: { fields: told.join(", ") } } : undefined;
}

const quoted = (name: string): string => (name ? `“${name}”` : "");
