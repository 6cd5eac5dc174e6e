import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { store, type Change } from "../../lib/store.svelte";
import { MisfitWords } from "../themes/misfits.svelte";
import { ExtractList, PAGE, type Extract } from "./extracts.svelte";

/** What the server has, by code; each coding has its turn's name. */
let there: Record<string, Extract[]> = {};
let asked: string[] = [];
const row = (id: string): Extract => ({
  id, source: "s", turn: `turn-${id}`, start: 0, end_turn: `turn-${id}`, end: 3, speaker: "", words: "abc", before: "", after: "",
  coder: "m", note: "", gone: false,
});
const rows = (many: number): Extract[] => Array.from({ length: many }, (_, i) => row(`c${String(i).padStart(5, "0")}`));
const changed = (id: string, code: string): Change => ({ kind: "codings", id, record: { id, code, source: "s" } }) as unknown as Change;

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (url: string) => {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    asked.push(pathname + searchParams.toString());
    const all = there[pathname.split("/")[3] ?? ""] ?? [];
    const offset = Number(searchParams.get("offset"));
    const limit = Math.min(1000, Number(searchParams.get("limit")));
    return new Response(JSON.stringify({ total: all.length, rows: all.slice(offset, offset + limit) }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the extracts of a code", () => {
  it("come page by page, and all of them beyond what the server gives at once", async () => {
    there = { a: rows(2345) };
    const list = new ExtractList("a");
    await list.load(PAGE);
    expect([list.rows.length, list.total, list.complete]).toEqual([PAGE, 2345, false]);
    await list.more();
    expect(list.rows).toHaveLength(2 * PAGE);
    await list.load(list.total);
    expect(list.rows.map((one) => one.id)).toEqual(there.a?.map((one) => one.id));
    expect(list.complete).toBe(true);
  });

  it("leave at once when they are put under another code, and are asked for anew", async () => {
    there = { a: rows(3) };
    const list = new ExtractList("a");
    const stop = list.follow();
    await vi.waitFor(() => expect(list.ready).toBe(true));
    there = { a: rows(3).slice(1), b: rows(1) };
    store.apply([changed("c00000", "b")], 900);
    expect([list.rows.length, list.total]).toEqual([2, 2]);
    const before = asked.length;
    await vi.runAllTimersAsync();
    expect(asked.length).toBe(before + 1);
    stop();
    store.apply([changed("c00001", "b")], 901);
    await vi.runAllTimersAsync();
    expect(asked.length).toBe(before + 1);
  });

  it("do not care for what happens under other codes", async () => {
    there = { a: rows(3) };
    const list = new ExtractList("a");
    const stop = list.follow();
    await vi.waitFor(() => expect(list.ready).toBe(true));
    store.apply([changed("elsewhere", "b")], 910);
    await vi.runAllTimersAsync();
    expect(asked).toHaveLength(1);
    stop();
  });

  it("say what went wrong and keep what is shown", async () => {
    there = { a: rows(2) };
    const list = new ExtractList("a");
    await list.load(PAGE);
    vi.stubGlobal("fetch", async () => new Response('{"code":"x","problem":"No."}', { status: 409 }));
    await list.load(PAGE);
    expect(list.error).toBeInstanceOf(Error);
    expect(list.rows).toHaveLength(2);
  });
});

describe("the words of what does not fit", () => {
  it("are looked for code by code until all are found", async () => {
    there = { a: rows(1500), b: [row("x")], c: [row("y")] };
    const words = new MisfitWords();
    await words.find(new Set(["c01200", "x"]), ["a", "b", "c"]);
    expect([...words.rows].map(([id, found]) => [id, found.code])).toEqual([["c01200", "a"], ["x", "b"]]);
    expect(asked.some((url) => url.includes("/codes/c/"))).toBe(false);
  });
  it("are not found under codes that do not feed the theme, and that is known", async () => {
    there = { a: rows(2) };
    const words = new MisfitWords();
    await words.find(new Set(["nowhere"]), ["a"]);
    expect([words.rows.size, words.ready]).toEqual([0, true]);
  });
});
