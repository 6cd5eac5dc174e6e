// Where the window is: #/coding/<source>/<turn>?key=value. The address is the only place it is kept.

export const SCREENS = [
  "home", "people", "sources", "coding", "codes", "themes", "quotes", "report", "history",
  "analysis", "claims", "trail", "privacy", "readiness", "observe", "transcribe",
] as const;
export type Screen = (typeof SCREENS)[number];
/** Screens of the study's record: they share one entry of the top bar, and have no key of their own. */
export const RECORD: ReadonlySet<Screen> = new Set<Screen>(["observe", "transcribe", "claims", "trail", "privacy", "readiness"]);
const KEYED: readonly Screen[] = SCREENS.filter((name) => !RECORD.has(name));
/** Screens that stand in the top bar by themselves, in the order of the work. */
export const MAIN: readonly Screen[] = [
  "home", "people", "sources", "coding", "codes", "themes", "quotes", "analysis", "report", "history",
];

/** Returns the digit that leads to a screen with Alt and Shift; the tenth is 0. */
export function digitOf(screen: Screen): string {
  const at = KEYED.indexOf(screen);
  return at < 0 ? "" : String((at + 1) % 10);
}

export interface Route {
  screen: Screen;
  /** What follows the screen in the address, decoded. */
  parts: string[];
  query: Record<string, string>;
}

/** Reads an address such as "#/coding/0190…/0191…?find=words". */
export function parse(hash: string): Route {
  const [where = "", asked = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [first = "", ...parts] = where.split("/").filter(Boolean).map(plain);
  const screen = SCREENS.find((name) => name === first) ?? "home";
  return { screen, parts, query: Object.fromEntries(new URLSearchParams(asked)) };
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // typed by hand, with a lone percent sign
  }
}

/** Returns the address of a place, for links. */
export function href(screen: Screen, ...parts: (string | Record<string, string>)[]): string {
  const names = parts.filter((part) => typeof part === "string");
  const query = parts.find((part) => typeof part === "object");
  const path = [screen, ...names.filter(Boolean).map(encodeURIComponent)].join("/");
  const asked = query ? new URLSearchParams(query).toString() : "";
  return `#/${path}${asked ? `?${asked}` : ""}`;
}

let now = $state.raw<Route>(parse(globalThis.location?.hash ?? ""));

/** The present place; reading it in a component follows it. */
export const route = {
  get screen(): Screen {
    return now.screen;
  },
  get parts(): readonly string[] {
    return now.parts;
  },
  get query(): Readonly<Record<string, string>> {
    return now.query;
  },
};

/** Goes to a place; with `replace` the step back leads past it. */
export function go(screen: Screen, ...parts: (string | Record<string, string>)[]): void {
  location.hash = href(screen, ...parts);
}

/** Notes a detail of the place (the turn that is read, say) without a new step back. */
export function note(screen: Screen, ...parts: (string | Record<string, string>)[]): void {
  history.replaceState(history.state, "", href(screen, ...parts));
  now = parse(location.hash);
}

/** Follows the address; returns what stops it. */
export function followAddress(): () => void {
  const update = (): void => {
    now = parse(location.hash);
  };
  update();
  addEventListener("hashchange", update);
  return () => removeEventListener("hashchange", update);
}
