// The keys of a player, in one place: for every screen on which a recording is heard.
//
// All of them act while somebody types too, so that hands stay on the words and feet on a pedal;
// a pedal sends keys, and which key does what is changed in the sheet of keys ("?") like any other.
// F4 and F3 are what pedals of the trade send for "play" and "back" unless they are told otherwise.

import type { Binding } from "./keys.svelte";
import { BACK, type Player } from "./player.svelte";

/** The bindings of a player; bind them under "player.keys". */
export function playerKeys(player: Player): Binding[] {
  const when = (run: () => void) => (): unknown => (player.ready ? run() : false);
  return [
    { keys: "F4", what: "player.keys.play", run: when(() => player.flip()) },
    { keys: "Ctrl+Space", what: "player.keys.play", run: when(() => player.flip()) },
    { keys: "F3", what: "player.keys.back", run: when(() => player.back()) },
    { keys: "Shift+F3", what: "player.keys.forward", run: when(() => player.back(-BACK)) },
    { keys: "F7", what: "player.keys.slower", run: when(() => player.speed(-1)) },
    { keys: "F8", what: "player.keys.faster", run: when(() => player.speed(1)) },
    { keys: "F9", what: "player.keys.loop", run: when(() => player.loopTurn()) },
    { keys: "Alt+U", what: "player.keys.unchecked", run: when(() => player.toUnchecked()) },
    { keys: "Alt+W", what: "player.keys.doubtful", run: when(() => player.toDoubtful()) },
  ];
}

const HANDLED = ["play", "pause", "seekbackward", "seekforward"] as const;

/** Lets the media keys of the keyboard and headset act on a player; returns what stops it. Nothing is told of what is heard. */
export function mediaKeys(player: Player): () => void {
  const media = "mediaSession" in navigator ? navigator.mediaSession : null;
  if (!media) return () => undefined;
  const does: Record<(typeof HANDLED)[number], () => void> = {
    play: () => void player.play(),
    pause: () => player.pause(),
    seekbackward: () => player.back(),
    seekforward: () => player.back(-BACK),
  };
  for (const action of HANDLED) media.setActionHandler(action, does[action]);
  return () => {
    for (const action of HANDLED) media.setActionHandler(action, null);
  };
}
