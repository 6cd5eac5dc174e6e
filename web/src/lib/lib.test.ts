import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { choose, rank } from "./commands";
import { DYES, dyesOf } from "./dyes";
import { nextCode, stepsOf } from "./edits";
import { eventOf } from "./feed.svelte";
import { initials, length, lengthOf, timeAt } from "./format";
import { bind, keys, nameOf } from "./keys.svelte";
import type { Code, Invitee, RecruitmentEvent, Session } from "./model";
import { actingKeys, canBeGiven, clashes, each, keepsKey, normal, ownKeys, pressOf, startOwnKeys } from "./ownkeys.svelte";
import { blocks, mondays } from "./phases";
import { endOf, threads } from "./recruits";
import { href, parse } from "./route.svelte";

describe("addresses", () => {
  it("read back as they were written", () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1 })), fc.dictionary(fc.constantFrom("find", "record"), fc.string()), (parts, query) => {
      const read = parse(href("coding", ...parts, query));
      expect(read).toEqual({ screen: "coding", parts, query });
    }), { numRuns: 100 });
  });

  it("lead home where they lead nowhere", () => {
    expect(parse("#/nowhere/x").screen).toBe("home");
    expect(parse("").screen).toBe("home");
    expect(parse("#/codes/100%").parts).toEqual(["100%"]);
  });
});

describe("keys", () => {
  const press = (key: string, code = "", mods: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}): string =>
    nameOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods });

  it("are named alike however they are written", () => {
    expect(press("Z", "KeyZ", { ctrlKey: true, shiftKey: true })).toBe(normal("Shift+Ctrl+Z"));
    expect(press("k", "KeyK", { metaKey: true })).toBe(normal("Ctrl+k"));
    expect(press("?", "Minus", { shiftKey: true })).toBe("?");
  });

  it("with Alt go by their place, for layouts that write other signs", () => {
    expect(press("!", "Digit1", { altKey: true, shiftKey: true })).toBe(normal("Alt+Shift+1"));
    expect(press("µ", "KeyM", { altKey: true })).toBe("Alt+M");
  });

  it("are pressed as they are written", () => {
    for (const written of ["j", "Alt+M", "Ctrl+Shift+Z", "F2", "Shift+F6", "Delete", "ArrowDown", "Alt+Shift+3", ".", "?"]) {
      expect(nameOf({ metaKey: false, ctrlKey: false, altKey: false, shiftKey: false, ...pressOf(written) })).toBe(normal(written));
    }
  });
});

describe("keys of one's own", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  const jump = { keys: "Ctrl+K", what: "keys.jump" } as const;
  const next = { keys: "j", what: "coding.keys.next" } as const;
  const down = { keys: "ArrowDown", what: "coding.keys.turn" } as const;
  const pinned = { keys: "1-9", what: "coding.keys.pinned" } as const;

  it("stand instead of the old ones, are kept, and can be taken back", () => {
    ownKeys.give(next, "F13");
    expect([actingKeys(next), keepsKey(next)]).toEqual([["F13"], false]);
    startOwnKeys();
    expect(actingKeys(next)).toEqual(["F13"]);
    ownKeys.give(next, "J"); // its own again
    expect([ownKeys.any, kept.size]).toEqual([false, 0]);
  });

  it("come beside the keys by which one walks everywhere", () => {
    ownKeys.give(down, "F14");
    expect(actingKeys(down)).toEqual(["ArrowDown", "F14"]);
    ownKeys.reset(down);
    expect(actingKeys(down)).toEqual(["ArrowDown"]);
  });

  it("are given to one of a range", () => {
    const third = each(pinned)[2]!;
    ownKeys.give(third, "F15");
    expect(each(pinned).map(actingKeys).flat()).toEqual(["1", "2", "F15", "4", "5", "6", "7", "8", "9"]);
    ownKeys.reset();
  });

  it("tell whose key they are already, and take it from there", () => {
    const stops = [bind("keys.anywhere", [jump]), bind("coding.transcriptKeys", [next, down, pinned])];
    const [anywhere] = keys.groups;
    expect(clashes(keys.groups, anywhere!, jump, "J")).toEqual([next]);
    expect(clashes(keys.groups, anywhere!, jump, "Ctrl+K")).toEqual([]); // its own
    ownKeys.give(jump, "J", [next]);
    expect([actingKeys(jump), actingKeys(next)]).toEqual([["J"], []]);
    expect(clashes(keys.groups, anywhere!, down, "J")).toEqual([jump]);
    ownKeys.reset();
    expect(actingKeys(next)).toEqual(["J"]);
    stops.forEach((stop) => stop());
  });

  it("cannot be those that the page itself needs", () => {
    expect(["Tab", "Shift+Tab", "Escape", "Enter", "Space", "ArrowUp", "Ctrl+C", "Ctrl+V"].filter(canBeGiven)).toEqual([]);
    expect(["F13", "B", "Alt+X", "Ctrl+B", "Shift+F2", "MediaPlayPause"].filter(canBeGiven)).toHaveLength(6);
  });

  it("that are kept wrongly are passed over", () => {
    for (const broken of ["{", "null", "[1]", '{"a": 1}']) {
      kept.set("heddle.keys", broken);
      startOwnKeys();
      expect(ownKeys.any).toBe(false);
    }
  });
});

describe("go to or do", () => {
  it("puts what begins with the words before what only holds them", () => {
    expect(rank("Hope with a face", "hope")).toBe(3);
    expect(rank("Words for hope", "hope")).toBe(2);
    expect(rank("Hopeless", "less")).toBe(1);
    expect(rank("Façades", "facade")).toBe(3);
    expect(rank("Façade", "facade")).toBe(4);
    expect(rank("Hope", "trust")).toBe(0);
  });

  it("keeps the order of equals and no more than asked for", () => {
    const all = ["b", "a", "c"].map((label) => ({ id: label, label, group: "", run: () => undefined }));
    expect(choose(all, "", 2).map((command) => command.label)).toEqual(["b", "a"]);
  });
});

describe("dyes", () => {
  const code = (id: string, parent = "", colour = "#0072B2"): Code =>
    ({ id, foreign_id: "", made: "", parent, colour, name: id, definition: "", include: "", exclude: "", example: "", origin: "inductive", position: 0, came_from: [] });

  it("differ within a branch as long as there are dyes", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom("", "x", "y"), { maxLength: 40 }), (parents) => {
      const codes = parents.map((parent, i) => code(`c${String(i).padStart(2, "0")}`, parent));
      const dyes = dyesOf(codes);
      for (const branch of ["", "x", "y"]) {
        const own = codes.filter((c) => c.parent === branch).map((c) => dyes.get(c.id)!);
        const worn = own.filter((dye) => dye > 0);
        expect(new Set(worn).size).toBe(worn.length);
        expect(worn.length).toBe(Math.min(own.length, 16));
      }
    }), { numRuns: 60 });
  });

  it("stay as they are when a code is added, and as they were chosen", () => {
    const codes = [code("a"), code("b"), code("c", "", DYES[9])];
    const before = dyesOf(codes);
    expect(before.get("c")).toBe(9);
    const after = dyesOf([...codes, code("d")]);
    for (const { id } of codes) expect(after.get(id)).toBe(before.get(id));
  });
});

describe("edits", () => {
  const nouns = { add: "participants.add", change: "participants.change", named: "participant", clears: true, id: (row: { id: string }) => row.id };

  it("become operations; what is not stated any more is cleared by name", () => {
    const steps = stepsOf([{ row: { id: "1" }, values: { age: null, team: "" } }, { row: null, values: { code: "P2", age: null } }], nouns);
    expect(steps).toEqual([
      { op: "participants.change", participant: "1", team: "", clear: ["age"] },
      { op: "participants.add", code: "P2" },
    ]);
  });

  it("give a new row the next code", () => {
    expect(nextCode(["P1", "P7", "P3"])).toBe("P8");
    expect(nextCode(["INV-01", "INV-09"])).toBe("INV-10");
    expect(nextCode([])).toBe("P1");
  });
});

describe("the feed", () => {
  it("is told event by event; comments say nothing", () => {
    expect(eventOf('id: 7\nevent: step\ndata: {"seq":7}')).toEqual({ name: "step", data: '{"seq":7}' });
    expect(eventOf(": still here")).toEqual({ name: "message", data: "" });
    expect(eventOf("data: a\ndata: b").data).toBe("a\nb");
  });
});

describe("times and names", () => {
  it("are read as they are written", () => {
    fc.assert(fc.property(fc.nat(360_000), (seconds) => lengthOf(length(seconds)) === seconds), { numRuns: 50 });
    expect(lengthOf("an hour")).toBeNull();
  });

  it("are at the second that they are in", () => {
    expect([0.9, 59.99, 3600.5].map(timeAt)).toEqual(["0:00:00", "0:00:59", "1:00:00"]);
  });
  it("have initials", () => {
    expect(["Ida Holm", "Researcher 1", "Åse", "Anne-Marie Bo Dam", "", "P1", "m12"].map(initials)).toEqual(["IH", "R1", "Å", "AD", "", "P1", "M12"]);
  });
});

describe("phases", () => {
  const week = (monday: string, steps: number) => ({ monday, steps, facts: steps });

  it("have a block per week, the fullest highest, and outlined after a gap", () => {
    const made = blocks({ number: 2, name: "Code", weeks: [week("2026-03-02", 9), week("2026-03-09", 1), week("2026-04-06", 5)] });
    expect([...made.values()].map(({ level, back }) => `${level}${back}`)).toEqual(["3false", "1false", "2true"]);
  });

  it("run from the first week to this one, and into no week that is yet to come", () => {
    const phases = [{ number: 1, name: "", weeks: [week("2026-03-02", 1)] }];
    expect(mondays(phases, new Date(2026, 2, 4))).toEqual(["2026-03-02"]);
    expect(mondays(phases, new Date(2026, 2, 16))).toEqual(["2026-03-02", "2026-03-09", "2026-03-16"]);
    expect(mondays(phases, new Date(2026, 5, 3)).at(-1)).toBe("2026-06-01");
    expect(mondays([], new Date())).toEqual([]);
  });
});

describe("recruitment", () => {
  const event = (state: RecruitmentEvent["state"], invitee = "i"): RecruitmentEvent =>
    ({ id: state, invitee, state, date: "", why: "", session: "" });
  const invitee = (id: string, participant = ""): Invitee =>
    ({ id, code: id, team: "A", planned_group: "1", identified_by: "", approached_by: "", participant });

  it("ends with what came last", () => {
    expect(endOf([event("invited"), event("agreed"), event("cancelled")], false)).toBe("cancelled");
    expect(endOf([event("invited"), event("agreed"), event("cancelled"), event("agreed")], false)).toBe("waiting");
    expect(endOf([event("invited"), event("agreed")], true)).toBe("attended");
    expect(endOf([event("invited")], false)).toBe("unanswered");
    expect(endOf([event("invited"), event("declined")], false)).toBe("declined");
  });

  it("draws one thread per person who was asked, those who came first", () => {
    const people = [invitee("c"), invitee("a", "p"), invitee("b"), invitee("d")];
    const events = new Map([["c", [event("invited", "c")]], ["a", [event("invited", "a")]], ["b", [event("invited", "b"), event("agreed", "b"), event("no-show", "b")]]]);
    const sat = new Map([["p", { name: "FG1" } as Session]]);
    expect(threads(people, events, sat).map((thread) => `${thread.invitee.id} ${thread.end} ${thread.group}`))
      .toEqual(["a attended FG1", "b no-show ", "c unanswered "]);
  });
});
