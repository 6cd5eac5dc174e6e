// Sentences of the study itself, in the language of the tool: what an import noted, why a step was
// refused, what a checklist asks.
//
// The study says them in English, and some of them stand in its records for ever. So they are known
// by what they say, as in gettext; what is not known stays English and says so to a screen reader.

import { words } from "./index.svelte";

/** A sentence, and its language where that is not the language of the tool. */
export interface Said {
  text: string;
  lang: "en" | undefined;
}

interface Pattern {
  form: RegExp;
  /** In the order in which they stand in the English sentence. */
  places: string[];
  into: string;
}

export class Phrases {
  readonly #whole = new Map<string, string>();
  readonly #patterns: Pattern[] = [];

  constructor(catalogue: Readonly<Record<string, string>>) {
    for (const [from, into] of Object.entries(catalogue)) {
      if (/\{\d\}/.test(from)) this.#patterns.push(patternOf(from, into));
      else this.#whole.set(from, into);
    }
    // What says most of itself comes first: "{0} rows" would also fit longer sentences.
    this.#patterns.sort((a, b) => b.form.source.length - a.form.source.length);
  }

  /** Returns a sentence in the other language; undefined where it is not known. */
  say(text: string): string | undefined {
    const whole = this.#whole.get(text);
    if (whole !== undefined) return whole;
    for (const pattern of this.#patterns) {
      const said = this.#fitted(pattern, text);
      if (said !== undefined) return said;
    }
    return undefined;
  }

  #fitted({ form, places, into }: Pattern, text: string): string | undefined {
    const found = form.exec(text);
    if (!found) return undefined;
    const values = new Map(places.map((place, i) => [place, found[i + 1] ?? ""]));
    let known = true;
    const said = into.replace(/\{([=+]?)(\d)\}/g, (_, how: string, place: string) => {
      const value = values.get(place) ?? "";
      if (how === "") return value;
      const parts = how === "+" ? value.split(", ") : [value];
      return parts.map((part) => {
        const other = this.say(part);
        known &&= other !== undefined;
        return other ?? part;
      }).join(", ");
    });
    return known ? said : undefined;
  }
}

function patternOf(from: string, into: string): Pattern {
  const places: string[] = [];
  const form = from.split(/(\{\d\})/).map((part) => {
    if (!/^\{\d\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    places.push(part.slice(1, -1));
    return "([^]+?)";
  }).join("");
  return { form: new RegExp(`^${form}$`), places, into };
}

let danish = $state.raw<Phrases | null>(null);
let loading: Promise<void> | null = null;

async function load(): Promise<void> {
  const [{ said }, { methods }, { checklists }] = await Promise.all([import("./da/said"), import("./da/said_methods"), import("./da/checklists")]);
  danish = new Phrases({ ...said, ...methods, ...checklists });
}

/** Returns a sentence of the study's in the language of the tool, as far as it is known there. */
export function say(text: string): Said {
  if (words.language === "en" || !text) return { text, lang: undefined };
  // A window that cannot load them now tries again with the next sentence.
  if (!danish) loading ??= load().catch(() => void (loading = null));
  const said = danish?.say(text);
  return said === undefined ? { text, lang: "en" } : { text: said, lang: undefined };
}
