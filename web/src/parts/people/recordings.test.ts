import { describe, expect, it } from "vitest";

import type { Recording, Session } from "../../lib/model";
import { certificate, difference, overdue } from "./recordings";

const recording = (fields: Partial<Recording>): Recording =>
  ({ id: "r", session: "s", file_hash: "", file_name: "", duration: null, device: "", custody: "", delete_by: "", deleted: "", ...fields }) as Recording;
const session = { name: "FG1", date: "2021-03-01", duration: 3600 } as Session;

describe("a recording", () => {
  it("differs from what was entered only where both are known", () => {
    expect(difference(recording({ duration: 3661 }), session)).toBe(61);
    expect(difference(recording({ duration: 3599 }), session)).toBe(-1);
    expect(difference(recording({}), session)).toBeNull();
    expect(difference(recording({ duration: 10 }), { duration: null })).toBeNull();
  });

  it("is overdue after its day, its month or its year, and not once it is deleted", () => {
    expect(overdue(recording({ delete_by: "2021-03-01" }), "2021-03-01")).toBe(false);
    expect(overdue(recording({ delete_by: "2021-03-01" }), "2021-03-02")).toBe(true);
    expect(overdue(recording({ delete_by: "2021-03" }), "2021-03-31")).toBe(false);
    expect(overdue(recording({ delete_by: "2021" }), "2022-01-01")).toBe(true);
    expect(overdue(recording({ delete_by: "2021", deleted: "2021-05-01" }), "2022-01-01")).toBe(false);
  });

  it("has a certificate that says what is known and leaves out what is not", () => {
    const gone = recording({ file_name: "<b>.wav", file_hash: "ab", duration: 3661, deleted: "2022-01-01" });
    expect(certificate(gone, session, "Peers")).toEqual([
      ["study", "Peers"], ["session", "FG1, 2021-03-01"], ["file", "<b>.wav"], ["hash", "ab"], ["length", "1:01:01"], ["deleted", "2022-01-01"],
    ]);
  });
});
