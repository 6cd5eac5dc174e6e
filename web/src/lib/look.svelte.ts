// How the window looks: light or dark, and the size of talk. Remembered on this machine only.

export const THEMES = ["auto", "light", "dark"] as const;
export const TALKS = ["compact", "normal", "roomy"] as const;
export type Theme = (typeof THEMES)[number];
export type TalkSize = (typeof TALKS)[number];

let theme = $state<Theme>("auto");
let talk = $state<TalkSize>("normal");

export const look = {
  get theme(): Theme {
    return theme;
  },
  set theme(chosen: Theme) {
    theme = chosen;
    localStorage.setItem("heddle.theme", chosen);
    show();
  },
  get talk(): TalkSize {
    return talk;
  },
  set talk(chosen: TalkSize) {
    talk = chosen;
    localStorage.setItem("heddle.talk", chosen);
    show();
    // The canvas measures its rows anew.
    dispatchEvent(new Event("resize"));
  },
};

/** Takes up what is remembered; called before the first paint. */
export function startLook(): void {
  theme = THEMES.find((name) => name === localStorage.getItem("heddle.theme")) ?? "auto";
  talk = TALKS.find((name) => name === localStorage.getItem("heddle.talk")) ?? "normal";
  show();
}

function show(): void {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (talk === "normal") delete root.dataset.talk;
  else root.dataset.talk = talk;
}
