// What several parts of the coding screen know of codes: their tree, dyes, counts, the nine that
// have a number, those used lately, and names that codes had before.

import { SvelteSet } from "svelte/reactivity";

import { get } from "../../lib/api";
import { dyesOf } from "../../lib/dyes";
import { initials } from "../../lib/format";
import type { AddCodeStep, Code, Source } from "../../lib/model";
import { store } from "../../lib/store.svelte";
import type { TreeNode } from "../tree";
import type { CodeLook, CoderLook } from "../../canvas/source";

export interface CodeNode extends TreeNode {
  code: Code;
  children: CodeNode[];
}

export interface Counts {
  codes: Record<string, { codings: number; people: number; sources: number }>;
  sources: Record<string, { turns: number; words: number; codings: number; coded_turns: number }>;
  themes: Record<string, { codings: number; quotes: number }>;
}

interface Telling {
  operation: string;
  standing: boolean;
  changes: { kind: string; record: string; action: string; label: string; before: Record<string, unknown>; after: Record<string, unknown> }[];
}

/** A code that is being made. */
interface Coming {
  name: string;
  parent: string;
  /** Its id once the server has made it; "" where that was refused. */
  known: Promise<string>;
  made: (id: string) => void;
}

/** Nine places for pinned codes; kept per study on this machine, as ids only. */
const SLOTS = 9;
const LATELY = 12;
let expected = 0;

class Codes {
  counts = $state.raw<Counts>({ codes: {}, sources: {}, themes: {} });
  /** Names that codes had before, by the id of the code that carries on. */
  once = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());
  /** Used last, newest first; of this window and session. */
  lately = $state.raw<readonly string[]>([]);
  /** Codes that are being made by a step that codes with them, under ids of this window. */
  coming = $state.raw<ReadonlyMap<string, Coming>>(new Map());
  /** The code chosen in the tree. */
  selected = $state("");
  folded = $state.raw<ReadonlySet<string>>(new SvelteSet());
  #pins = $state.raw<readonly string[]>([]);

  readonly all = $derived(store.all("codes"));
  readonly dyes = $derived(dyesOf(this.all));
  readonly tree = $derived(treeOf(this.all));
  /** In the order of the tree. */
  readonly inOrder = $derived(flat(this.tree));
  readonly looks: ReadonlyMap<string, CodeLook> = $derived(
    new Map([
      ...this.all.map((code) => [code.id, { name: code.name, dye: this.dyes.get(code.id) ?? 0 }] as const),
      ...[...this.coming].map(([id, { name }]) => [id, { name, dye: 0 }] as const),
    ]),
  );
  readonly coders: ReadonlyMap<string, CoderLook> = $derived(
    new Map(store.all("members").map((member) => [member.id, { name: member.name, initials: member.id === store.me ? "" : initials(member.name) }])),
  );

  /** The codes with a number: those pinned, and in the free places those used most. */
  readonly numbered: readonly Code[] = $derived.by(() => {
    const pinned = this.#pins.map((id) => store.get("codes", id));
    const most = this.all
      .filter((code) => !this.#pins.includes(code.id) && !this.tree.some((node) => node.id === code.id && node.children.length > 0))
      .sort((a, b) => this.used(b.id) - this.used(a.id));
    return Array.from({ length: SLOTS }, (_, i) => pinned[i] ?? most.shift()).filter((code) => code !== undefined);
  });

  used(code: string): number {
    return this.counts.codes[code]?.codings ?? 0;
  }

  get #key(): string {
    return `heddle.pinned.${store.facts?.id ?? ""}`;
  }

  /** Loads what is counted and the names of before; at the start of the screen. */
  async load(): Promise<void> {
    this.#pins = (localStorage.getItem(this.#key) ?? "").split(" ").map((id) => (store.get("codes", id) ? id : ""));
    await Promise.all([this.count(), this.#remember()]);
  }

  async count(): Promise<void> {
    this.counts = await get<Counts>(`${store.base}/counts`);
  }

  /** Takes older names from the history: of codes merged into others, and before a renaming. */
  async #remember(): Promise<void> {
    const [merges, changes] = await Promise.all(
      ["codes.merge", "codes.change"].map((operation) => get<Telling[] | { rows: Telling[] }>("/history", { operation, limit: 200 })),
    );
    const names = new Map<string, Set<string>>();
    const note = (code: string, name: unknown): void => {
      if (typeof name === "string" && name) names.set(code, (names.get(code) ?? new Set()).add(name));
    };
    const dropped = new Map<string, string>();
    for (const step of rowsOf(merges)) {
      for (const fact of step.changes) if (fact.kind === "codes" && fact.action === "drop") dropped.set(fact.record, fact.label);
    }
    for (const code of this.all) for (const id of code.came_from) note(code.id, dropped.get(id));
    for (const step of rowsOf(changes)) {
      for (const fact of step.changes) if (fact.kind === "codes" && "name" in fact.before) note(fact.record, fact.before.name);
    }
    this.once = new Map([...names].map(([code, set]) => [code, [...set]]));
  }

  /** Notes that a code was used. */
  use(code: string): void {
    this.lately = [code, ...this.lately.filter((other) => other !== code)].slice(0, LATELY);
  }

  /** Shows a new code before the server has it; returns the id that it has here until then. */
  expect(name: string): string {
    const id = `coming-${(expected += 1)}`;
    let made: (id: string) => void = () => undefined;
    const known = new Promise<string>((resolve) => (made = resolve));
    this.coming = new Map([...this.coming, [id, { name, parent: this.home, known, made }]]);
    return id;
  }

  /** The id of a code of this name that is on its way already; undefined where there is none. */
  awaited(name: string): Promise<string> | undefined {
    const same = (one: Coming): boolean => one.parent === this.home && one.name.toLowerCase() === name.toLowerCase();
    return [...this.coming.values()].find(same)?.known;
  }

  /** The operation that makes an expected code. */
  adding(id: string): AddCodeStep {
    const { name = "", parent = "" } = this.coming.get(id) ?? {};
    return { op: "codes.add", name, parent };
  }

  /** The server has made it, or (with "") has refused it. */
  arrived(id: string, made: string): void {
    this.coming.get(id)?.made(made);
    this.coming = new Map([...this.coming].filter(([other]) => other !== id));
  }

  /** Gives a code a number from 1 to 9; the code that had it gives it up. */
  pin(code: string, number: number): void {
    const pins = Array.from({ length: SLOTS }, (_, i) => (this.#pins[i] === code ? "" : (this.#pins[i] ?? "")));
    pins[number - 1] = code;
    this.#pins = pins;
    localStorage.setItem(this.#key, pins.join(" "));
  }

  /** Where a new code goes: under the branch chosen in the tree, or beside the code chosen there. */
  get home(): string {
    const code = store.get("codes", this.selected);
    if (!code) return "";
    return this.all.some((other) => other.parent === code.id) ? code.id : code.parent;
  }
}

const FORMS = ["transcript", "document", "field note", "written answer"];

/** Sources as they are read: transcripts first, then by name, numbers as numbers. */
export function readingOrder(sources: readonly Source[]): Source[] {
  const names = new Intl.Collator(undefined, { numeric: true });
  return [...sources].sort((a, b) => FORMS.indexOf(a.form) - FORMS.indexOf(b.form) || names.compare(a.name, b.name));
}

function rowsOf(said: Telling[] | { rows: Telling[] } | undefined): Telling[] {
  return Array.isArray(said) ? said : (said?.rows ?? []);
}

function treeOf(codes: readonly Code[]): CodeNode[] {
  const nodes = new Map(codes.map((code) => [code.id, { id: code.id, code, children: [] as CodeNode[] }]));
  const top: CodeNode[] = [];
  const order = [...codes].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  for (const code of order) {
    const node = nodes.get(code.id);
    if (!node) continue;
    // Two merged moves can make a ring: what hangs in one is shown at the top.
    const above = ringed(code, nodes) ? undefined : nodes.get(code.parent);
    (above?.children ?? top).push(node);
  }
  return top;
}

function ringed(code: Code, nodes: ReadonlyMap<string, CodeNode>): boolean {
  const seen = new Set([code.id]);
  for (let at = nodes.get(code.parent); at; at = nodes.get(at.code.parent)) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
  }
  return false;
}

function flat(nodes: readonly CodeNode[]): Code[] {
  return nodes.flatMap((node) => [node.code, ...flat(node.children)]);
}

export const codes = new Codes();
