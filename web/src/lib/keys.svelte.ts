// Keys: who listens to which, and the sheet that lists them all (on "?").
//
// A binding without a place acts anywhere. One with an element acts only while the focus is in
// it. A key without Ctrl or Alt never acts while somebody types, and not at all where the person
// has turned single letters off.

import { untrack } from "svelte";

import { actingKeys, each, keepsKey, normal, ownKeys, pressOf, startOwnKeys } from "./ownkeys.svelte";
import type { Key } from "./words/index.svelte";

export interface Binding {
  /** "Ctrl+K", "Shift+Ctrl+Z", "Alt+Shift+1", "F6", "?", "m". Ctrl is also Command. */
  keys: string;
  /** What it does, for the sheet. */
  what: Key;
  /** Without it the binding is only listed: the part listens for itself. Return false to pass it on. */
  run?: (event: KeyboardEvent) => unknown;
}

export interface Group {
  title: Key;
  bindings: readonly Binding[];
  place: HTMLElement | null;
}

const KEEP = "heddle.letters";
let groups = $state.raw<Group[]>([]);
let letters = $state(true);
let asked = $state.raw<Key | null>(null);

export const keys = {
  /** All that is bound now, by where it acts; what the sheet shows. */
  get groups(): readonly Group[] {
    return groups;
  },
  /** The group whose keys somebody wants to change: the sheet opens for it. */
  get asked(): Key | null {
    return asked;
  },
  set asked(group: Key | null) {
    asked = group;
  },
  /** Whether keys without Ctrl or Alt act. */
  get letters(): boolean {
    return letters;
  },
  set letters(on: boolean) {
    letters = on;
    localStorage.setItem(KEEP, on ? "on" : "off");
  },
};

/** Binds keys; returns what unbinds them. Later bindings come before earlier ones. */
export function bind(title: Key, bindings: readonly Binding[], place: HTMLElement | null = null): () => void {
  const group: Group = { title, bindings, place };
  // Read untracked, so that an effect may bind without following all other bindings.
  groups = [...untrack(() => groups), group];
  return () => {
    groups = untrack(() => groups).filter((other) => other !== group);
  };
}

/** Listens on the window; called once. */
export function listen(): () => void {
  letters = localStorage.getItem(KEEP) !== "off";
  startOwnKeys();
  addEventListener("keydown", translate, true);
  addEventListener("keydown", take);
  return () => {
    removeEventListener("keydown", translate, true);
    removeEventListener("keydown", take);
  };
}

/** What was pressed in the place of another key. */
const translated = new WeakSet<Event>();

/** A key of a person's own becomes the key that it stands for, before any part hears of it. */
function translate(event: KeyboardEvent): void {
  if (event.isComposing || translated.has(event) || ownKeys.recording || !ownKeys.any) return;
  const pressed = nameOf(event);
  if (passes(event, pressed)) return;
  const here = [...groups].reverse().filter((group) => within(group, event)).flatMap((group) => group.bindings.flatMap(each));
  const meant = here.find((binding) => ownKeys.of(binding) === pressed);
  if (!meant) {
    const standard = here.filter((binding) => normal(binding.keys) === pressed);
    // The key of something that has another now, and of nothing else, does nothing.
    if (standard.length > 0 && !standard.some(keepsKey)) halt(event);
    return;
  }
  halt(event);
  const twin = new KeyboardEvent("keydown", { ...pressOf(meant.keys), repeat: event.repeat, bubbles: true, cancelable: true, composed: true });
  translated.add(twin);
  event.target?.dispatchEvent(twin);
}

function halt(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Tells whether a key is for a text that is being written, or one of the single letters that are off. */
function passes(event: KeyboardEvent, pressed: string): boolean {
  const plain = !/^(Ctrl|Alt|(Shift\+)?(F\d|Media|Audio|Browser|Launch))/.test(pressed);
  return plain && (isTyping(event.target) || (!letters && pressed.length === 1 && pressed !== "?"));
}

function within(group: Group, event: KeyboardEvent): boolean {
  return !group.place || (event.target instanceof Node && group.place.contains(event.target));
}

function take(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ownKeys.recording) return;
  const pressed = nameOf(event);
  const twin = translated.has(event);
  if (!twin && passes(event, pressed)) return;
  for (const group of [...groups].reverse()) {
    if (!within(group, event)) continue;
    for (const binding of group.bindings) {
      if (!binding.run || normal(binding.keys) !== pressed || !(twin || keepsKey(binding))) continue;
      if (binding.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  }
}

/** Returns the name of a pressed key, such as "Ctrl+Shift+Z". */
export function nameOf(event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  // With Alt a layout may write other signs, so the place of the key counts; else what it writes.
  const placed = event.altKey ? /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] : undefined;
  const key = placed ?? (event.key === " " ? "Space" : event.key);
  const letter = key.length === 1 ? key.toUpperCase() : key;
  const sign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key); // "?" is itself, however it is typed
  return [
    (event.ctrlKey || event.metaKey) && "Ctrl",
    event.altKey && "Alt",
    event.shiftKey && !sign && "Shift",
    letter,
  ].filter(Boolean).join("+");
}

/** Tells whether keys go into a text that is being written. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const SPOKEN: Record<string, string> = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Delete: "Del",
};

/** Returns a binding as people read it: "Ctrl Shift Z". */
export function spoken(text: string): string {
  return text.split("+").map((part) => SPOKEN[part] ?? part).join(" ");
}

/** Returns the keys by which something is done now, as people read them; "" where there is none. */
export function keyFor(what: Key, standard: string): string {
  return spoken(actingKeys({ keys: standard, what })[0] ?? "");
}
