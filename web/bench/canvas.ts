// The canvas alone on a page, for measure.py: window.bench has what is measured.

import "../src/style/tokens.css";
import "../src/style/dyes.css";
import "../src/style/fonts.css";
import "../src/style/base.css";
import "../src/style/parts.css";
import "../src/canvas/canvas.css";

import { Canvas } from "../src/canvas/canvas";
import { plain } from "../src/canvas/words";
import { looks, SIZES, source } from "./workload";

let began = Infinity;
const tasks: number[] = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.startTime >= began) tasks.push(entry.duration);
}).observe({ type: "longtask" });

const host = document.querySelector<HTMLElement>("main");
if (!host) throw new Error("The page has no main part.");
host.className = "canvas-host";
host.style.height = "100vh";

let canvas: Canvas | undefined;
const frame = (): Promise<number> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0)));

const bench = {
  /** Opens a size; returns milliseconds to the first picture, and of script alone. */
  async open(name: string): Promise<{ frame: number; script: number }> {
    const size = SIZES[name];
    if (!size) throw new Error(name);
    const text = JSON.stringify(source(size)); // the parsing of the answer counts too
    const codes = looks(size);
    // The workbench fetches both faces while it starts.
    await Promise.all([document.fonts.load("17px 'Literata Variable'"), document.fonts.load("13px 'IBM Plex Sans Variable'")]);
    await frame();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begin = (began = performance.now());
    canvas = new Canvas(host, { words: plain, label: "Transcript" });
    canvas.dress(codes, new Map([["me", { name: "Me", initials: "" }], ["jf", { name: "Jonas Friis", initials: "JF" }]]));
    performance.mark("dressed");
    const data = JSON.parse(text) as ReturnType<typeof source>;
    performance.mark("parsed");
    canvas.load(data);
    const script = performance.now() - begin;
    return { frame: (await frame()) - begin, script };
  },
  /** Adds one coding on the screen; returns milliseconds until it is painted. */
  async add(number: number): Promise<number> {
    if (!canvas) throw new Error("Nothing is open.");
    const turn = canvas.model.turns[3 + (number % 4)];
    await frame();
    const begin = performance.now();
    const record = { source: "source", turn: turn?.id, start: number, end_turn: turn?.id, end: number + 12, code: `k${number % 7}`, coder: "me", gone: false, note: "" };
    canvas.apply([{ kind: "codings", id: `new${number}`, record: { id: `new${number}`, ...record } }]);
    return (await frame()) - begin;
  },
  /** Scrolls for some frames; returns how long each took. */
  async scroll(frames: number, step: number): Promise<number[]> {
    const scroller = document.querySelector(".scroll");
    const times: number[] = [];
    let before = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    for (let i = 0; i < frames; i += 1) {
      scroller?.scrollBy(0, step);
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      times.push(now - before);
      before = now;
    }
    return times;
  },
  tasks: (): number[] => [...tasks],
  filled: (): boolean => [...document.querySelectorAll<HTMLElement>(".leaf")].every((leaf) => leaf.childElementCount > 0),
  nodes: (): number => {
    const walker = document.createTreeWalker(document);
    let count = 1;
    while (walker.nextNode()) count += 1;
    return count;
  },
  text: (): number => document.querySelector(".transcript")?.textContent?.length ?? 0,
  canvas: (): Canvas | undefined => canvas,
};
Object.assign(window, { bench });
