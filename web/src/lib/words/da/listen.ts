// At høre en optagelse: afspilleren, dens stribe og talen, der følger med.

export const listen = {
  "player.keys": "Optagelse",
  "player.keys.play": "Afspil eller pause",
  "player.keys.back": "3 sekunder tilbage",
  "player.keys.forward": "3 sekunder frem",
  "player.keys.slower": "Langsommere",
  "player.keys.faster": "Hurtigere",
  "player.keys.loop": "Afspil denne tur igen og igen",
  "player.keys.unchecked": "Næste tur, der ikke er kontrolleret mod lyden",
  "player.keys.doubtful": "Næste ord, som genkendelsen var usikker på",
} as const;
