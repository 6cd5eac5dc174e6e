import { beforeEach, describe, expect, it, vi } from "vitest";

// A server that can be taken away, with a log of what it was asked to do.
const server = {
  up: true,
  /** It does the step and dies before it answers. */
  diesAfter: false,
  refuses: "",
  /** Who works in the session. */
  me: "me",
  log: [] as { request: string; name: string; by: string; seq: number; gesture: string; actor: string; operation: string; undoes: string; changes: unknown[] }[],
};
const kept = new Map<string, string>();

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
async function fakeFetch(url: string, init?: RequestInit): Promise<Response> {
  if (!server.up) throw new TypeError("Failed to fetch");
  if (url.startsWith("/api/history")) return answer([...server.log].reverse());
  const body = JSON.parse(String(init?.body ?? "{}")) as { steps?: { op: string; name: string }[]; request: string; member?: string };
  if (url === "/api/me") server.me = body.member ?? "";
  const step = body.steps?.[0];
  if (!step) return answer({});
  if (server.refuses === step.name) return answer({ code: "name-taken", problem: "There is one.", hint: "Take another." }, 409);
  const before = server.log.find((row) => row.request === body.request);
  const seq = before?.seq ?? server.log.length + 1;
  if (!before) server.log.push({ request: body.request, name: step.name, by: server.me, seq, gesture: `g${seq}`, actor: "me", operation: step.op, undoes: "", changes: [{ record: `r${seq}`, action: "create" }] });
  if (server.diesAfter) {
    server.up = server.diesAfter = false;
    throw new TypeError("Failed to fetch");
  }
  return answer({ seq, gesture: `g${seq}`, results: [`r${seq}`], changed: [{ kind: "codes", id: `r${seq}`, record: { id: `r${seq}`, name: step.name } }], reload: [], what: "", operation: step.op });
}
vi.stubGlobal("fetch", fakeFetch);
vi.stubGlobal("sessionStorage", {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});

async function fresh() {
  vi.resetModules();
  const [{ act, doing, resultOf, resume }, link, { store }] = await Promise.all([import("./act.svelte"), import("./link.svelte"), import("./store.svelte")]);
  store.study = { title: "", approach: "reflexive", me: "me", members: [], seq: 0, version: "", languages: [], folder: "demo", counts: {} };
  const stop = resume();
  const add = (name: string) => act({ op: "codes.add", name }, { what: name });
  return { act, add, doing, resultOf, link, store, stop, settled: () => new Promise((resolve) => setTimeout(resolve)) };
}
const names = () => server.log.map((row) => row.operation).length;

beforeEach(() => {
  Object.assign(server, { up: true, diesAfter: false, refuses: "", me: "me", log: [] });
  kept.clear();
});

describe("a step", () => {
  it("is saved, applied at once and said", async () => {
    const { add, doing, store } = await fresh();
    const done = await add("Hope");
    expect(done.results).toEqual(["r1"]);
    expect(store.get("codes", "r1")?.name).toBe("Hope");
    expect(doing.saved?.what).toBe("Hope");
    expect(store.seq).toBe(1);
  });

  it("that is refused says why to whoever made it, and the next one goes on", async () => {
    const { add, doing } = await fresh();
    server.refuses = "Hope";
    await expect(add("Hope")).rejects.toMatchObject({ code: "name-taken", problem: "There is one.", status: 409 });
    await expect(add("Trust")).resolves.toMatchObject({ seq: 1 });
    expect(doing.waiting).toBe(0);
  });

  it("cannot be made while looking at the past", async () => {
    const { add, store } = await fresh();
    store.asOf = 3;
    await expect(add("Hope")).rejects.toMatchObject({ code: "past" });
    expect(names()).toBe(0);
  });
});

describe("while the server is away", () => {
  it("steps wait and go out in their order when it is back", async () => {
    const { add, doing, link, store, settled } = await fresh();
    server.up = false;
    const all = Promise.all(["a", "b", "c"].map(add));
    await settled();
    expect(link.link.state).toBe("lost");
    expect(doing.waiting).toBe(3);
    expect(kept.size).toBe(1);
    server.up = true;
    link.found();
    expect((await all).map((done) => done.seq)).toEqual([1, 2, 3]);
    expect(store.all("codes").map((code) => code.name)).toEqual(["a", "b", "c"]);
    expect(kept.size).toBe(0);
  });

  it("a step whose answer was cut off is not done twice", async () => {
    const { add, link, settled } = await fresh();
    server.diesAfter = true;
    const done = add("Hope");
    await settled();
    expect(names()).toBe(1);
    server.up = true;
    link.found();
    expect(await done).toMatchObject({ seq: 1, results: ["r1"] });
    expect(names()).toBe(1);
  });

  it("every waiting step survives a reload, in order, and none is done twice", async () => {
    const before = await fresh();
    server.diesAfter = true;
    for (const name of ["a", "b", "c"]) void before.add(name);
    await before.settled();
    before.stop();
    expect(server.log.map((row) => row.name)).toEqual(["a"]); // done, but the answer was lost
    // Reloaded while it is still away, and one more step is made in the new window.
    const between = await fresh();
    void between.add("d");
    await between.settled();
    between.stop();
    expect(between.doing.waiting).toBe(4);
    // Once more, when it is back, in a session that works as somebody else.
    Object.assign(server, { up: true, me: "else" });
    const after = await fresh();
    after.store.study = { ...after.store.study, me: "else" } as never;
    for (let i = 0; i < 9; i += 1) await after.settled();
    expect(server.log.map((row) => row.name)).toEqual(["a", "b", "c", "d"]);
    expect(new Set(server.log.map((row) => row.by))).toEqual(new Set(["me"]));
    expect(after.doing.waiting).toBe(0);
    expect(kept.size).toBe(0);
  });

  it("a step is kept from the start, until it is acknowledged, under the study that it is for", async () => {
    const { add, settled } = await fresh();
    const done = add("Hope");
    expect([...kept.keys()]).toEqual(["heddle.waiting.demo"]);
    expect([...kept.values()].join()).toContain("Hope");
    await done;
    await settled();
    expect(kept.size).toBe(0);
  });

  it("a step that names an earlier one's result waits as one gesture", async () => {
    const { act, resultOf, settled } = await fresh();
    server.up = false;
    void act([{ op: "codes.add", name: "New" }, { op: "codings.add", codings: [{ code: resultOf(0), turn: "t", start: 0, end: 4 }] }]);
    await settled();
    const [waiting] = JSON.parse([...kept.values()][0] ?? "[]") as { body: { steps: unknown[] } }[];
    expect(waiting?.body.steps[1]).toMatchObject({ codings: [{ code: { $result: 0 } }] });
  });

  it("steps survive a reload of the page; a refused one is shown", async () => {
    const before = await fresh();
    server.up = false;
    void before.add("a");
    void before.add("Hope");
    await before.settled();
    before.stop();
    server.up = true;
    server.refuses = "Hope";
    const after = await fresh();
    await after.settled();
    await after.settled();
    expect(names()).toBe(1);
    expect(after.doing.refused.map((later) => later.what)).toEqual(["Hope"]);
    after.doing.forgetRefused();
    expect(after.doing.refused).toEqual([]);
    expect(kept.size).toBe(0);
  });
});

describe("the store", () => {
  it("passes over an older answer that arrives late, and drops what is gone", async () => {
    const { store } = await fresh();
    const code = (name: string) => ({ kind: "codes" as const, id: "1", record: { id: "1", name } as never });
    store.apply([code("new")], 5);
    store.apply([code("old")], 4);
    expect(store.get("codes", "1")?.name).toBe("new");
    expect(store.seq).toBe(5);
    store.apply([{ kind: "codes", id: "1", record: null }], 6);
    expect(store.count("codes")).toBe(0);
  });

  it("tells followers of turns and codings without keeping them", async () => {
    const { store } = await fresh();
    const seen: string[] = [];
    const stop = store.onChange((step) => seen.push(...step.changed.map((change) => change.kind)));
    store.apply([{ kind: "turns", id: "t", record: null }], 1);
    stop();
    store.apply([{ kind: "turns", id: "t", record: null }], 2);
    expect(seen).toEqual(["turns"]);
    expect(store.count("turns")).toBe(0);
  });
});
