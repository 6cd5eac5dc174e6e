// Records that changed, taken into the text and its rows.

import type { Layout } from "./layout";
import type { Model } from "./model";
import type { Rows } from "./rows";
import { written } from "./signs";
import type { Coding, RecordChange, Speaker, Turn } from "./source";

/** Returns the turns that look different now, and whether turns came, went or changed places. */
export function changeRecords(
  model: Model,
  rows: Rows,
  layout: Layout,
  changed: readonly RecordChange[],
): { turns: Set<string>; order: boolean } {
  const touched = new Set<string>();
  let order = false;
  // Turns first: a coding may lie in a turn that came with it.
  for (const { id, record } of changed.filter((change) => change.kind === "turns")) {
    order = changeTurn(model, rows, layout, id, record as (Turn & { source: string }) | null, touched) || order;
  }
  for (const { id, record } of changed.filter((change) => change.kind === "codings")) {
    const coding = record as (Coding & { source: string }) | null;
    for (const turn of model.drop(id)) touched.add(turn);
    if (!coding || coding.source !== model.id) continue;
    model.put(coding);
    for (const turn of model.turnsOf(id)) touched.add(turn);
  }
  for (const { id, record } of changed.filter((change) => change.kind === "speakers")) {
    const speaker = record as (Speaker & { source: string }) | null;
    if (speaker && speaker.source === model.id) model.speakers.set(id, speaker);
    else if (!model.speakers.delete(id)) continue;
    for (const turn of model.turns) if (turn.speaker === id) touched.add(turn.id);
  }
  for (const { record } of changed.filter((change) => change.kind === "sources" && change.id === model.id)) {
    if (record) for (const turn of model.convene(record as { convention: string; language: string })) touched.add(turn);
  }
  if (order) model.settle();
  return { turns: touched, order };
}

function changeTurn(
  model: Model,
  rows: Rows,
  layout: Layout,
  id: string,
  record: (Turn & { source: string }) | null,
  touched: Set<string>,
): boolean {
  const known = model.turn(id);
  if (!record || record.source !== model.id) {
    if (!known) return false;
    model.dropTurn(id);
    rows.remove(id);
    layout.forget(id);
    touched.add(id);
    return true;
  }
  const moved = model.putTurn(record);
  touched.add(id);
  if (!known) rows.insert(record);
  else if (moved) {
    rows.remove(id);
    layout.forget(id);
    rows.insert(record);
  } else if (known.text !== record.text) {
    const text = rows.maybe(id)?.querySelector("p");
    if (text) written(text, record.text, model.signs(id));
  }
  return moved;
}
