// The loudness of a recording over time, as the server has counted it: a lowest and a highest value
// for each short stretch, one byte each. The sound itself is never decoded in the browser.

const STEP = 4;

export class Peaks {
  /** Pairs of lowest and highest, -128 to 127; each level has a quarter of the pairs of the one before. */
  #levels: Int8Array[];

  constructor(pairs: Int8Array, readonly perSecond: number) {
    this.#levels = [pairs];
    for (let last = pairs; last.length > 2 * STEP * 64; ) {
      last = quarter(last);
      this.#levels.push(last);
    }
  }

  /** Lowest and highest between two seconds of the file, -1 to 1; silence where there is nothing. */
  between(from: number, to: number): [low: number, high: number] {
    let level = 0;
    let scale = this.perSecond;
    while (level + 1 < this.#levels.length && (to - from) * (scale / STEP) >= 2) {
      level += 1;
      scale /= STEP;
    }
    const pairs = this.#levels[level] ?? new Int8Array();
    const last = Math.min(pairs.length / 2, Math.max(Math.floor(from * scale) + 1, Math.ceil(to * scale)));
    let [low, high] = [0, 0];
    for (let i = Math.max(0, Math.floor(from * scale)); i < last; i += 1) {
      low = Math.min(low, pairs[2 * i] ?? 0);
      high = Math.max(high, pairs[2 * i + 1] ?? 0);
    }
    return [low / 128, high / 127];
  }

  /** The loudest of all, so that a quiet recording can be drawn as high as a loud one. */
  get loudest(): number {
    const top = this.#levels[this.#levels.length - 1] ?? new Int8Array();
    let most = 0;
    for (let i = 0; i < top.length; i += 2) most = Math.max(most, -(top[i] ?? 0) / 128, (top[i + 1] ?? 0) / 127);
    return most;
  }
}

function quarter(pairs: Int8Array): Int8Array {
  const count = Math.ceil(pairs.length / 2 / STEP);
  const made = new Int8Array(count * 2);
  for (let i = 0; i < count; i += 1) {
    let [low, high] = [0, 0];
    for (let k = i * STEP; k < Math.min((i + 1) * STEP, pairs.length / 2); k += 1) {
      low = Math.min(low, pairs[2 * k] ?? 0);
      high = Math.max(high, pairs[2 * k + 1] ?? 0);
    }
    [made[2 * i], made[2 * i + 1]] = [low, high];
  }
  return made;
}
