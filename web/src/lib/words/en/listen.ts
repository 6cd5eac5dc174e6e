// Hearing a recording: the player, its strip, and talk that goes with it.

export const listen = {
  "player.keys": "Recording",
  "player.keys.play": "Play or pause",
  "player.keys.back": "Back 3 seconds",
  "player.keys.forward": "On 3 seconds",
  "player.keys.slower": "Slower",
  "player.keys.faster": "Faster",
  "player.keys.loop": "Play this turn again and again",
  "player.keys.unchecked": "Next turn not checked against the sound",
  "player.keys.doubtful": "Next word that the recogniser was not sure of",
} as const;
