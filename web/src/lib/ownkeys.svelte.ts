// Keys that a person has given to what is done, instead of those that it has: for a foot pedal, a
// switch, a keyboard on which one is hard to reach. Kept in this browser, by what is done.
//
// A key of one's own stands for the key of the thing: pressing it is pressing that. So it works for
// everything that the sheet lists, also where a part of the screen listens for itself.

import type { Binding, Group } from "./keys.svelte";

const KEEP = "heddle.keys";
/** By `idOf`: the key that acts; "" where it was given to something else. */
let own = $state.raw<Readonly<Record<string, string>>>({});
let recording = $state(false);

/** By these one walks, chooses and leaves everywhere: they act as well as a key of one's own. */
const LASTING = /(^|\+)(Arrow\w+|Enter|Escape|Tab|Space|Home|End|Page\w+|Delete|Shift)$/;
/** These are needed for the page itself and cannot be given to anything. */
const RESERVED = /^((Shift\+)?(Tab|Enter|Space|Backspace)|Escape|(Shift\+|Ctrl\+)*Arrow\w+|Ctrl\+[ACVX]|Ctrl|Alt|Shift|Meta|Dead|Unidentified)$/;
const MODIFIERS = new Set(["Control", "Alt", "AltGraph", "Shift", "Meta"]);

export const ownKeys = {
  /** Whether anything has a key of one's own. */
  get any(): boolean {
    return Object.keys(own).length > 0;
  },
  /** A key is being waited for, to be given to something; none acts meanwhile. */
  get recording(): boolean {
    return recording;
  },
  set recording(on: boolean) {
    recording = on;
  },
  /** The key that was given to a binding; undefined: it has its own, "": it has none. */
  of(binding: Binding): string | undefined {
    return own[idOf(binding)];
  },
  /** Gives a key to a binding and takes it from others; its own key given to it is the old state. */
  give(binding: Binding, pressed: string, from: readonly Binding[] = []): void {
    const next = { ...own };
    for (const other of from) next[idOf(other)] = "";
    if (pressed === normal(binding.keys)) delete next[idOf(binding)];
    else next[idOf(binding)] = pressed;
    keep(next);
  },
  /** Everything has its own key again, or one binding has. */
  reset(binding?: Binding): void {
    if (!binding) return keep({});
    const { [idOf(binding)]: _gone, ...rest } = own;
    keep(rest);
  },
};

function keep(next: Readonly<Record<string, string>>): void {
  own = next;
  if (Object.keys(next).length) localStorage.setItem(KEEP, JSON.stringify(next));
  else localStorage.removeItem(KEEP);
}

/** Takes up the keys that were kept in this browser. */
export function startOwnKeys(): void {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEEP) ?? "{}");
    const pairs = Object.entries(kept ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === "string");
    own = Object.fromEntries(pairs);
  } catch {
    own = {};
  }
}

function idOf(binding: Binding): string {
  return `${binding.what} ${normal(binding.keys)}`;
}

/** The keys by which a binding acts now. */
export function actingKeys(binding: Binding): string[] {
  const standard = normal(binding.keys);
  const given = ownKeys.of(binding);
  if (given === undefined) return [standard];
  return [...(LASTING.test(standard) ? [standard] : []), ...(given ? [given] : [])];
}

/** Tells whether a binding still acts by the key that it was made with. */
export function keepsKey(binding: Binding): boolean {
  return actingKeys(binding).includes(normal(binding.keys));
}

/** "1-9" is nine bindings, each of which can have a key of its own. */
export function each(binding: Binding): Binding[] {
  const range = /^(.*?)(\d)-(\d)$/.exec(binding.keys);
  if (!range) return [binding];
  const [first, last] = [Number(range[2]), Number(range[3])];
  return Array.from({ length: last - first + 1 }, (_, i) => ({ ...binding, keys: `${range[1]}${first + i}` }));
}

/** Tells whether a binding can have a key of one's own: Shift alone, for one, cannot. */
export function canHave(binding: Binding): boolean {
  return !/^(Ctrl|Alt|Shift|Meta)$/.test(normal(binding.keys)) && !/\d-\d$/.test(binding.keys);
}

/** Tells whether a pressed key can be given to something. */
export function canBeGiven(pressed: string): boolean {
  return !RESERVED.test(pressed);
}

/** Tells whether only a key such as Shift is down, to which another will come. */
export function isModifier(event: Pick<KeyboardEvent, "key">): boolean {
  return MODIFIERS.has(event.key);
}

/** Returns the bindings that act by a key where a binding of a group does. */
export function clashes(groups: readonly Group[], group: Group, binding: Binding, pressed: string): Binding[] {
  const meet = (other: Group): boolean =>
    !group.place || !other.place || group.place.contains(other.place) || other.place.contains(group.place);
  const found = groups.filter(meet).flatMap((other) => other.bindings.flatMap(each))
    .filter((other) => idOf(other) !== idOf(binding) && canHave(other) && actingKeys(other).includes(pressed));
  return [...new Map(found.map((other) => [idOf(other), other])).values()];
}

/** Returns what is pressed for a key as it is written: "Alt+M". */
export function pressOf(keys: string): KeyboardEventInit & { key: string; code: string } {
  const parts = normal(keys).split("+");
  const name = parts.pop() ?? "";
  const [ctrlKey, altKey, shiftKey] = ["Ctrl", "Alt", "Shift"].map((part) => parts.includes(part));
  const key = name === "Space" ? " " : name.length === 1 && !shiftKey ? name.toLowerCase() : name;
  const code = /^[A-Z]$/.test(name) ? `Key${name}` : /^\d$/.test(name) ? `Digit${name}` : name;
  return { key, code, ctrlKey: ctrlKey ?? false, altKey: altKey ?? false, shiftKey: shiftKey ?? false };
}

/** Returns a written binding in the form of `nameOf`. */
export function normal(text: string): string {
  const parts = text.split("+");
  const key = parts.pop() ?? "";
  const order = ["Ctrl", "Alt", "Shift"].filter((name) => parts.includes(name));
  return [...order, key.length === 1 ? key.toUpperCase() : key].join("+");
}
