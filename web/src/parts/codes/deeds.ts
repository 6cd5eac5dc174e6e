// What goes with a code when it is dropped: said before, and done in the same step.

import type { Memo, Quote, Step, Theme } from "../../lib/model";
import { store } from "../../lib/store.svelte";

/** What names a code, besides its codings. */
export interface Ties {
  themes: Theme[];
  quotes: Quote[];
  memos: Memo[];
}

/** Returns what names a code. */
export function tiesOf(code: string): Ties {
  const themes = store.all("theme_codes").filter((feed) => feed.code === code);
  return {
    themes: themes.flatMap((feed) => store.get("themes", feed.theme) ?? []),
    quotes: store.all("quotes").filter((quote) => quote.code === code),
    memos: store.all("memos").filter((memo) => memo.about.includes(code)),
  };
}

/**
 * Returns the one step that drops a code: themes let it go, quotes stay without its name, and memos
 * stay too, about what is left of what they were about, else about the code above, else the study.
 *
 * Args:
 *   name: the code's name, for memos without a title.
 *   codings: ids of its codings, which go with it.
 */
export function dropSteps(code: { id: string; name: string; parent: string }, codings: readonly string[]): Step[] {
  const { themes, quotes } = tiesOf(code.id);
  const gone = new Set([code.id, ...codings]);
  const touched = store.all("memos").filter((memo) => memo.about.some((id) => gone.has(id)));
  const left = (memo: Memo): string[] => memo.about.filter((id) => !gone.has(id));
  const instead = code.parent && store.get("codes", code.parent) ? [code.parent] : [];
  return [
    ...themes.map((theme): Step => ({ op: "themes.unfeed", theme: theme.id, codes: [code.id] })),
    ...quotes.map((quote): Step => ({ op: "quotes.change", quote: quote.id, code: "" })),
    ...touched.map((memo): Step => ({
      op: "memos.change", memo: memo.id, title: memo.title || code.name, about: left(memo).length ? left(memo) : instead,
    })),
    { op: "codes.drop", code: code.id, with_codings: codings.length > 0 },
  ];
}
