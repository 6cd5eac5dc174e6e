// The words of the extracts that do not fit a theme: found under the codes that feed it.

import { get } from "../../lib/api";
import { store } from "../../lib/store.svelte";
import type { Extract } from "../codes/extracts.svelte";

interface Page {
  total: number;
  rows: Extract[];
}
const MOST = 1000;

/** Words by coding; what is under a code that feeds the theme no longer is not found. */
export class MisfitWords {
  rows = $state.raw<ReadonlyMap<string, Extract & { code: string }>>(new Map());
  /** All codes were looked through. */
  ready = $state(false);
  #asked = 0;

  /**
   * Looks for codings under some codes, code by code, until all are found.
   *
   * Raises ApiError or Gone as the reading of extracts does.
   */
  async find(codings: ReadonlySet<string>, codes: readonly string[]): Promise<void> {
    const asked = ++this.#asked;
    const found = new Map<string, Extract & { code: string }>();
    for (const code of codes) {
      for (let offset = 0, total = 1; offset < total && found.size < codings.size; offset += MOST) {
        const page = await get<Page>(`${store.base}/codes/${code}/extracts`, { offset, limit: MOST });
        if (asked !== this.#asked) return;
        total = page.total;
        for (const row of page.rows) if (codings.has(row.id)) found.set(row.id, { ...row, code });
      }
      if (found.size >= codings.size) break;
    }
    this.rows = found;
    this.ready = true;
  }
}
