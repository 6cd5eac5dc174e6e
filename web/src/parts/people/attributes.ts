// Further attributes of participants: columns that a study adds to those that Heddle knows.

import type { Participant } from "../../lib/model";
import { byTitles, type Column, type Edit, type Value, type YesNo } from "../cells";

const MARK = "attribute:";

/** Returns the names of all attributes that somebody has, and of `more`, in the order of letters. */
export function attributesOf(rows: readonly Pick<Participant, "attributes">[], more: readonly string[] = []): string[] {
  const names = new Set(more);
  for (const row of rows) for (const name of Object.keys(row.attributes)) names.add(name);
  return [...names].sort((a, b) => a.localeCompare(b));
}

/** Returns the column of an attribute. */
export function attributeColumn(name: string, rows: readonly Participant[]): Column<Participant> {
  const given = [...new Set(rows.map((row) => row.attributes[name] ?? "").filter(Boolean))].sort();
  return { key: MARK + name, title: name, suggest: given, get: (row) => row.attributes[name] ?? "" };
}

/** Puts the cells of attributes into the one field that holds them all; an emptied one goes. */
export function withAttributes(edits: readonly Edit<Participant>[]): Edit<Participant>[] {
  return edits.map(({ row, values }) => {
    const own = Object.entries(values).filter(([key]) => key.startsWith(MARK));
    if (own.length === 0) return { row, values };
    const attributes: Record<string, string> = { ...row?.attributes };
    for (const [key, value] of own) {
      const text = String(value ?? "").trim();
      if (text) attributes[key.slice(MARK.length)] = text;
      else delete attributes[key.slice(MARK.length)];
    }
    const rest = Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith(MARK)));
    // A record of texts goes to the study as it is: cells know only plain values.
    return { row, values: { ...rest, attributes: attributes as unknown as Value } };
  });
}

/** Reads pasted rows; titles that Heddle does not know become attributes, if one is known at all. */
export function pasted(
  cells: readonly (readonly string[])[], columns: readonly Column<Participant>[], said: YesNo,
): { edits: Edit<Participant>[]; added: string[]; columns: Column<Participant>[] } | null {
  const known = byTitles(cells, columns, said);
  if (!known) return null;
  const added = [...new Set(known.unknown.map((title) => title.trim()).filter(Boolean))];
  const all: Column<Participant>[] = [...columns, ...added.map((name) => ({ key: MARK + name, title: name }))];
  return { edits: byTitles(cells, all, said)?.edits ?? [], added, columns: all };
}
