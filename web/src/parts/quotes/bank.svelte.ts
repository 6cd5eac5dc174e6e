// All quotes as they are printed, each held against its transcript, kept in step with the study.

import { get } from "../../lib/api";
import type { Consent, Quote, Translation } from "../../lib/model";
import { store } from "../../lib/store.svelte";

export interface Run {
  text: string;
  form: "said" | "omitted" | "inserted" | "nonverbal" | "replaced" | "mark";
}

/** A quote ready for print, as GET /api/quotes tells it. */
export interface Printed {
  id: string;
  theme: string;
  runs: Run[];
  text: string;
  attribution: string;
  source: string;
  source_name: string;
  speaker: string;
  speaker_name: string;
  participant: string;
  group: string;
  turn: string;
  start: number;
  end_turn: string;
  end: number;
  words: string;
  /** The transcript's words now, where they are not the quote's any more; empty: they are gone. */
  present: string | null;
  uses: string[];
  /** What Table 3 prints, where that is less; else empty. */
  table_text: string;
  findings: Finding[];
}

/** What a check of quotes found; problem and hint are the server's English. */
export interface Finding {
  check: "Q1" | "Q2" | "Q3" | "Q4" | "Q5" | "Q6" | "Q7" | "Q8" | "T1" | "T2";
  quote: string;
  level: "red" | "amber" | "note";
  item: string;
  problem: string;
  hint: string;
  words: string[];
  at: number;
  language: string;
}

const CHANGING = new Set(["quotes", "turns", "speakers", "sources", "participants", "sessions", "themes", "claims"]);

/** The quotes of the study. */
export class Bank {
  rows = $state.raw<Printed[]>([]);
  ready = $state(false);
  error = $state.raw<unknown>(null);

  /** Loads the quotes now and after each step that may touch them; returns what stops it. */
  follow(): () => void {
    void this.load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.onChange(({ changed, reload, own }) => {
      if (!reload.length && !changed.some((change) => CHANGING.has(change.kind))) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.load(), own ? 0 : 200);
    });
    return () => (clearTimeout(timer), stop());
  }

  async load(): Promise<void> {
    try {
      this.rows = await get<Printed[]>(`${store.base}/quotes`);
      this.error = null;
    } catch (reason) {
      this.error = reason;
    }
    this.ready = true;
  }
}

/** Returns the translations of a quote with all their fields. */
export function translations(quote: Quote): Translation[] {
  return quote.translations.map((one: Partial<Translation>) => ({
    language: one.language ?? "", text: one.text ?? "", by: one.by ?? "", checked_by: one.checked_by ?? "",
    method: one.method ?? "", note: one.note ?? "", translator_languages: one.translator_languages ?? "",
    insider: one.insider ?? null, terms: one.terms ?? "", date: one.date ?? "", table_text: one.table_text ?? "",
  }));
}

/** Tells whether a translation waits for a second reader. */
export function unread(quote: Quote): boolean {
  return translations(quote).some((one) => !one.checked_by.trim());
}

/** Returns the consent of a participant that stands, if the study keeps consents. */
export function consentOf(participant: string): Consent | undefined {
  return store.all("consents").find((consent) => !consent.withdrawn
    && (consent.participant === participant || store.get("invitees", consent.invitee)?.participant === participant));
}

/** Returns what the person behind a quote has not agreed to and it needs; nothing where no consents are kept. */
export function lacking(row: Printed, quote: Quote): ("quotes" | "translated quotes")[] {
  if (!row.participant || store.count("consents") === 0) return [];
  const scopes = consentOf(row.participant)?.scopes ?? [];
  const needed: ("quotes" | "translated quotes")[] = quote.translations.length ? ["quotes", "translated quotes"] : ["quotes"];
  return needed.filter((scope) => !scopes.includes(scope));
}
