// The records of the study as this window knows them, by kind and id.
//
// Everything small is loaded at the start and kept in step by the feed and by the answers to
// one's own steps. Turns, codings and observations are loaded by the screen that shows them, which follows
// changes with `store.onChange`.

import { SvelteMap } from "svelte/reactivity";

import { get } from "./api";
import { KINDS, type Kind, type Kinds, type Member } from "./model";

/** What GET /api/study says. */
export interface StudyInfo {
  title: string;
  approach: Kinds["studies"]["approach"];
  /** Id of the member who works in this window. */
  me: string;
  members: Member[];
  seq: number;
  version: string;
  languages: string[];
  folder: string;
  counts: Record<string, number>;
}

/** A record as it is after a step; null: it is gone. */
export type Change = { [K in Kind]: { kind: K; id: string; record: Kinds[K] | null } }[Kind];

/** What followers of `onChange` are told. */
export interface Step {
  changed: readonly Change[];
  seq: number;
  /** Made in this window. */
  own: boolean;
  /** By undoing or redoing: the screen goes to what changed and rings it once. */
  undone: boolean;
  /** Kinds that were loaded anew as a whole, because the step was too big to list. */
  reload: readonly Kind[];
}

/** Loaded by the screens that need them. */
const BIG: ReadonlySet<Kind> = new Set<Kind>(["turns", "codings", "observations"]);
const SMALL = KINDS.filter((kind) => !BIG.has(kind));

type Maps = { [K in Kind]: SvelteMap<string, Kinds[K]> };
type Whole = { [K in Kind]?: Kinds[K][] };

class Store {
  /** Facts about the study and this window; null until `load` is done. */
  study = $state.raw<StudyInfo | null>(null);
  /** Number of the last step that this window knows. */
  seq = $state(0);
  /** The step whose study is looked at; null: the study of now. */
  asOf = $state<number | null>(null);

  #maps: Maps = Object.fromEntries(KINDS.map((kind) => [kind, new SvelteMap()])) as unknown as Maps;
  #followers = new Set<(step: Step) => void>();
  // The step by which each record was last set: an older answer that arrives late is passed over.
  #newest = new Map<string, number>();

  /** Id of the member who works in this window. */
  get me(): string {
    return this.study?.me ?? "";
  }

  /** What goes before a read route: nothing, or the moment that is looked at. */
  get base(): string {
    return this.asOf === null ? "" : `/asof/${this.asOf}`;
  }

  /** All records of a kind, in the order in which they were made. */
  all<K extends Kind>(kind: K): Kinds[K][] {
    const map: SvelteMap<string, Kinds[K]> = this.#maps[kind];
    return [...map.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** One record, or undefined. */
  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    const map: SvelteMap<string, Kinds[K]> = this.#maps[kind];
    return map.get(id);
  }

  /** How many records of a kind there are. */
  count(kind: Kind): number {
    return this.#maps[kind].size;
  }

  /** The records of a kind by another record that they name, such as codes by parent. */
  by<K extends Kind>(kind: K, field: keyof Kinds[K]): Map<string, Kinds[K][]> {
    const groups = new Map<string, Kinds[K][]>();
    for (const record of this.all(kind)) {
      const key = String(record[field]);
      const group = groups.get(key);
      if (group) group.push(record);
      else groups.set(key, [record]);
    }
    return groups;
  }

  /** The one record about the whole study. */
  get facts(): Kinds["studies"] | undefined {
    return this.#maps.studies.values().next().value;
  }

  /** Loads facts and records from the server; `kinds` limits it to some of them. */
  async load(kinds: readonly Kind[] = SMALL): Promise<void> {
    // The number first: what happens while the records are read comes again by the feed.
    const study = await get<StudyInfo>("/study");
    // Some kinds are not kept here, such as summaries: whoever shows those is told, and asks anew.
    const wanted = kinds.filter((kind) => kind in this.#maps && !BIG.has(kind));
    const whole = wanted.length ? await get<Whole>(`${this.base}/records`, { kinds: wanted.join() }) : {};
    for (const kind of wanted) this.#fill(kind, whole);
    this.study = study;
    if (kinds === SMALL) {
      this.seq = study.seq;
      this.#newest.clear();
    }
  }

  #fill<K extends Kind>(kind: K, whole: Whole): void {
    const map: SvelteMap<string, Kinds[K]> = this.#maps[kind];
    const records = (whole[kind] ?? []) as Kinds[K][];
    const living = new Set(records.map((record) => record.id));
    for (const id of [...map.keys()]) if (!living.has(id)) map.delete(id);
    for (const record of records) map.set(record.id, record);
  }

  /** Looks at the study as it was after a step, or (null) at the study of now. */
  async lookAt(seq: number | null): Promise<void> {
    this.asOf = seq;
    await this.load();
    this.#tell({ changed: [], seq: this.seq, own: false, undone: false, reload: [...KINDS] });
  }

  /** Takes in what a step changed. */
  apply(changed: readonly Change[], seq: number, from: { own?: boolean; undone?: boolean } = {}): void {
    this.seq = Math.max(this.seq, seq);
    if (this.asOf !== null) return; // looking at the past: it does not change
    const fresh = changed.filter((change) => (this.#newest.get(change.id) ?? 0) <= seq);
    for (const change of fresh) {
      this.#newest.set(change.id, seq);
      if (!BIG.has(change.kind)) this.#set(change);
    }
    this.#tell({ changed: fresh, seq, own: from.own ?? false, undone: from.undone ?? false, reload: [] });
  }

  #set(change: Change): void {
    const map = this.#maps[change.kind] as SvelteMap<string, unknown> | undefined;
    if (change.record === null) map?.delete(change.id);
    else map?.set(change.id, change.record);
  }

  /** Loads kinds anew after a step that was too big to list. */
  async reload(kinds: readonly Kind[], seq: number): Promise<void> {
    if (this.asOf === null) {
      await this.load(kinds);
      this.#tell({ changed: [], seq, own: false, undone: false, reload: kinds });
    }
    this.seq = Math.max(this.seq, seq);
  }

  /** Calls `follower` after every step, with what it changed; returns what stops it. */
  onChange(follower: (step: Step) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #tell(step: Step): void {
    for (const follower of this.#followers) follower(step);
  }
}

export const store = new Store();
