import { beforeEach, describe, expect, it } from "vitest";

import type { Kind, Kinds } from "../../lib/model";
import { store, type Change } from "../../lib/store.svelte";
import { dropSteps, tiesOf } from "./deeds";

let seq = 1;
const put = <K extends Kind>(kind: K, ...records: (Partial<Kinds[K]> & { id: string })[]): void =>
  store.apply(records.map((record) => ({ kind, id: record.id, record }) as unknown as Change), seq++);
const hope = { id: "hope", name: "Hope", parent: "top" };

describe("dropping a code", () => {
  beforeEach(() => {
    put("codes", { id: "top", name: "Top" }, hope);
    put("themes", { id: "t1", name: "One" }, { id: "t2", name: "Two" });
    put("theme_codes", { id: "f1", theme: "t1", code: "hope" }, { id: "f2", theme: "t2", code: "top" });
    put("quotes", { id: "q1", code: "hope" }, { id: "q2", code: "top" });
    put("memos", { id: "m1", title: "", about: ["hope"] }, { id: "m2", title: "Both", about: ["top", "hope"] },
      { id: "m3", title: "On the words", about: ["coding", "t1"] }, { id: "m4", title: "Study", about: [] });
  });

  it("finds what names it", () => {
    const ties = tiesOf("hope");
    expect([ties.themes, ties.quotes, ties.memos].map((list) => list.map((one) => one.id))).toEqual([["t1"], ["q1"], ["m1", "m2"]]);
  });

  it("lets themes go, keeps quotes, and keeps every memo about something that is still there", () => {
    const steps = dropSteps(hope, ["coding"]);
    expect(steps).toEqual([
      { op: "themes.unfeed", theme: "t1", codes: ["hope"] },
      { op: "quotes.change", quote: "q1", code: "" },
      { op: "memos.change", memo: "m1", title: "Hope", about: ["top"] },
      { op: "memos.change", memo: "m2", title: "Both", about: ["top"] },
      { op: "memos.change", memo: "m3", title: "On the words", about: ["t1"] },
      { op: "codes.drop", code: "hope", with_codings: true },
    ]);
  });

  it("does not say that codings go where there are none", () => {
    expect(dropSteps(hope, []).at(-1)).toEqual({ op: "codes.drop", code: "hope", with_codings: false });
  });
});
