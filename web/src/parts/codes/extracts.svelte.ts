// The extracts of one code: loaded page by page, and kept in step with what is coded meanwhile.

import { get } from "../../lib/api";
import { store, type Step } from "../../lib/store.svelte";

/** One coding with its words, as the server tells it; offsets are code points. */
export interface Extract {
  id: string;
  source: string;
  turn: string;
  start: number;
  end_turn: string;
  end: number;
  speaker: string;
  words: string;
  before: string;
  after: string;
  coder: string;
  note: string;
  gone: boolean;
}

interface Page {
  total: number;
  rows: Extract[];
}

/** As many as are asked for at a time. */
export const PAGE = 100;
/** The most that the server gives at once. */
const MOST = 1000;

export class ExtractList {
  rows = $state.raw<readonly Extract[]>([]);
  total = $state(0);
  /** The first page has come. */
  ready = $state(false);
  error = $state.raw<unknown>(null);
  #asked = 0;

  constructor(
    readonly code: string,
    readonly coder = "",
  ) {}

  /** All extracts are here, not only the first pages. */
  get complete(): boolean {
    return this.ready && this.rows.length >= this.total;
  }

  /** Loads the first page, then follows changes; returns what stops it. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void this.load(PAGE);
    const stop = store.onChange((step) => {
      if (!this.#touched(step)) return;
      this.#leave(step);
      clearTimeout(timer);
      timer = setTimeout(() => void this.load(Math.max(PAGE, this.rows.length)), 60);
    });
    return () => {
      this.#asked++;
      clearTimeout(timer);
      stop();
    };
  }

  /** Loads the first `many` anew; what is shown stays until they are all here. */
  async load(many: number): Promise<void> {
    const asked = ++this.#asked;
    const rows: Extract[] = [];
    try {
      let total = many;
      while (rows.length < Math.min(many, total)) {
        const page = await this.#page(rows.length, Math.min(MOST, many - rows.length));
        total = page.total;
        rows.push(...page.rows);
        if (page.rows.length === 0) break;
      }
      if (asked !== this.#asked) return;
      this.rows = rows;
      this.total = total;
      this.error = null;
      this.ready = true;
    } catch (error) {
      if (asked === this.#asked) this.error = error;
    }
  }

  /** Loads as many more. */
  more(many = PAGE): Promise<void> {
    return this.load(Math.min(this.total, this.rows.length + many));
  }

  #page(offset: number, limit: number): Promise<Page> {
    const query = { offset, limit, coder: this.coder || undefined };
    return get<Page>(`${store.base}/codes/${this.code}/extracts`, query);
  }

  #touched(step: Step): boolean {
    if (step.reload.some((kind) => kind === "codings" || kind === "turns" || kind === "sources")) return true;
    const shown = new Set(this.rows.flatMap((row) => [row.id, row.turn, row.end_turn]));
    return step.changed.some((change) =>
      shown.has(change.id) || (change.kind === "codings" && change.record?.code === this.code));
  }

  /** What went to another code leaves at once; the rest is asked for anew. */
  #leave(step: Step): void {
    const gone = new Set(step.changed.flatMap((change) =>
      change.kind === "codings" && change.record?.code !== this.code ? [change.id] : []));
    const rows = this.rows.filter((row) => !gone.has(row.id));
    this.total -= this.rows.length - rows.length;
    this.rows = rows;
  }
}
