// The words that are not cut out of a quote without a question, as the study's rules list them.

import { get } from "../../lib/api";

let known = $state.raw<ReadonlySet<string>>(new Set());
let asked: Promise<void> | null = null;

export const heavy = {
  /** The words in small letters; empty until they are loaded. */
  get words(): ReadonlySet<string> {
    return known;
  },
};

/** Loads the list once; without it the check on the server still finds what was cut. */
export function loadHeavy(): Promise<void> {
  asked ??= get<{ negations: string[]; qualifiers: string[] }>("/heavy-words")
    .then(({ negations, qualifiers }) => {
      known = new Set([...negations, ...qualifiers]);
    })
    .catch(() => {
      asked = null;
    });
  return asked;
}
