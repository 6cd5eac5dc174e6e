import { describe, expect, it } from "vitest";

import { isTable, lacking, remapped, said, turnOf, type TableSeen } from "./preview";

const want = (field: string, required = false) => ({ field, label: field, required });
const table: TableSeen = {
  kind: "participants", headers: ["ID", "Alder", "Hvor"], rows: [["P1", "40", "Nord"]], count: 1,
  fields: { code: "ID", age: "Alder" }, wanted: [want("code", true), want("age"), want("team")],
};

describe("the columns of a table", () => {
  it("take another meaning, and the one they had is left out", () => {
    expect(remapped(table, {}, "Hvor", "team")).toEqual({ team: "Hvor" });
    expect(remapped(table, {}, "Alder", "team")).toEqual({ team: "Alder", age: "-" });
    expect(remapped(table, { team: "Hvor" }, "Alder", "")).toEqual({ team: "Hvor", age: "-" });
    expect(remapped(table, { age: "-" }, "Alder", "age")).toEqual({ age: "Alder" });
  });
  it("say what is lacking", () => {
    expect(lacking(table)).toEqual([]);
    expect(lacking({ ...table, fields: { age: "Alder" } }).map((one) => one.field)).toEqual(["code"]);
  });
});

describe("answers", () => {
  it("leaves out what is empty", () => {
    expect(said({ kind: "", name: " ", speakers: {}, mapping: { code: "Kode" }, language: "da" }))
      .toEqual({ mapping: { code: "Kode" }, language: "da" });
  });
  it("takes people in before their talk, and codes before codings", () => {
    const kinds = ["codings", "transcript", "participants", "codebook", "sessions"].sort((a, b) => turnOf(a) - turnOf(b));
    expect(kinds).toEqual(["participants", "sessions", "transcript", "codebook", "codings"]);
    expect(isTable("People.XLSX")).toBe(true);
  });
});
