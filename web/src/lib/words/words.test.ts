import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse, type AST } from "svelte/compiler";
import { describe, expect, it } from "vitest";

import { da } from "./da";
import { en } from "./en";
import { checklists } from "./da/checklists";
import { said } from "./da/said";
import { fill } from "./index.svelte";
import { Phrases } from "./said.svelte";

const SRC = fileURLToPath(new URL("../..", import.meta.url));
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" });

describe("the two catalogues", () => {
  it("have the same keys", () => {
    expect(Object.keys(da).sort()).toEqual(Object.keys(en).sort());
  });

  it("leave no text empty, have the same places, and at most two forms", () => {
    // The languages may differ in whether a text needs a second form.
    const shape = (text: string): unknown => ({
      forms: text.split("|").length <= 2,
      places: [...new Set(text.match(/\{\w+\}/g) ?? [])].sort(),
    });
    for (const [key, text] of Object.entries(en)) {
      const other = da[key as keyof typeof da];
      expect(other.trim(), key).not.toBe("");
      expect(shape(other), key).toEqual(shape(text));
    }
  });

  it("are in catalogues of their own, each key in one", () => {
    const parts = files.filter((name) => /^lib.words.en.\w+\.ts$/.test(name));
    const keys = parts.flatMap((name) => [...readFileSync(join(SRC, name), "utf8").matchAll(/^ {2}"([^"]+)":/gm)].map((m) => m[1]));
    expect(keys.length).toBe(new Set(keys).size);
    expect(keys.length).toBe(Object.keys(en).length);
  });
});

describe("operations", () => {
  const api = JSON.parse(readFileSync(join(SRC, "../openapi.json"), "utf8")) as {
    components: { schemas: { Operation: { discriminator: { mapping: Record<string, string> } } } };
  };
  const operations = Object.keys(api.components.schemas.Operation.discriminator.mapping);

  it.each([...operations, "undo", "redo", "erase"])("%s is told in both languages", (operation) => {
    const key = `step.${operation}` as keyof typeof en;
    expect(en[key], "words/en/steps.ts").toBeTruthy();
    expect(da[key], "words/da/steps.ts").toBeTruthy();
    expect(da[key]).not.toBe(en[key]);
  });
});

describe("sentences of the study", () => {
  const phrases = new Phrases({ ...said, ...checklists });

  it("are said in Danish, with their names as they are", () => {
    expect(phrases.say("line numbers 1-312 left out")).toBe("linjenumrene 1-312 er udeladt");
    expect(phrases.say("There is already a code called “formulas”; nothing was changed.")).toBe("Der er allerede en kode ved navn “formulas”; intet blev ændret.");
    expect(phrases.say("page headers and footers left out (3 rows)")).toBe("sidehoveder og sidefødder udeladt (3 rækker)");
    expect(phrases.say("not taken over: images and drawings, 2 (row 3 (also row 5, row 9))"))
      .toBe("ikke taget med: billeder og tegninger, 2 (række 3 (også række 5, række 9))");
  });

  it("that are not known, also in a part, are not said by halves", () => {
    expect(phrases.say("Something new happened.")).toBeUndefined();
    expect(phrases.say("page headers and footers left out (3 leaves)")).toBeUndefined();
  });

  it("have the same names in both languages", () => {
    const places = (text: string): string => [...text.matchAll(/\{[=+]?(\d)\}/g)].map((found) => found[1]).sort().join();
    for (const [from, into] of Object.entries(said)) expect(places(into), from).toBe(places(from));
  });
});

describe("filling a text", () => {
  it("chooses the form by n and writes numbers as the language does", () => {
    expect(fill("{n} turn|{n} turns", { n: 1 }, "en")).toBe("1 turn");
    expect(fill("{n} turn|{n} turns", { n: 0 }, "en")).toBe("0 turns");
    expect(fill("{n} turn|{n} turns", { n: 1200 }, "en")).toBe("1,200 turns");
    expect(fill("{n} turn|{n} turns", { n: 1200 }, "da")).toBe("1.200 turns");
  });

  it("takes names as they are, also those that look like places", () => {
    expect(fill("{who}: {value}", { who: "{value} $& <b>", value: "x" }, "en")).toBe("{value} $& <b>: x");
  });
});

// Attributes that a person reads or hears.
const READ = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "label"]);
const LETTERS = /\p{L}{2,}/u;

/** Returns the texts that stand in the markup of a component instead of in the catalogue. */
function written(source: string): string[] {
  const found: string[] = [];
  const seen = new Set<object>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    const { type } = node as { type?: string };
    if (type === "RegularElement") {
      const element = node as AST.RegularElement;
      const named = element.attributes.some((a) => a.type === "Attribute" && a.name === "lang" && Array.isArray(a.value));
      // Keys have their names on them; a text whose language is stated is the name of that language.
      if (element.name === "kbd" || named) return;
    }
    if (type === "StyleDirective" || type === "ClassDirective") return;
    if (type === "Attribute") {
      const attribute = node as AST.Attribute;
      const parts = Array.isArray(attribute.value) ? attribute.value : [];
      if (READ.has(attribute.name)) for (const part of parts) if (part.type === "Text" && LETTERS.test(part.data)) found.push(part.data);
      return;
    }
    if (type === "Text" && LETTERS.test((node as AST.Text).data)) found.push((node as AST.Text).data.trim());
    for (const [name, child] of Object.entries(node)) if (name !== "metadata" && name !== "css" && name !== "instance") walk(child);
  };
  walk(parse(source, { modern: true }).fragment);
  return found;
}

describe("markup", () => {
  it("is looked through by a rule that can fail", () => {
    expect(written("<p>Hello <b>you</b></p>")).toEqual(["Hello", "you"]);
    expect(written('<button title="Close">{t("x")}</button><kbd>Esc</kbd>')).toEqual(["Close"]);
  });

  it.each(files.filter((name) => name.endsWith(".svelte")))("%s has no text of its own", (name) => {
    expect(written(readFileSync(join(SRC, name), "utf8"))).toEqual([]);
  });

  it.each(files.filter((name) => name.endsWith(".svelte")))("%s keeps to the server's policy", (name) => {
    const source = readFileSync(join(SRC, name), "utf8");
    expect(source).not.toMatch(/\{@html/);
    expect(source.replace(/<style>[\s\S]*<\/style>/, "")).not.toMatch(/\sstyle="/);
    expect(source).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
});
