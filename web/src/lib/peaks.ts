// The loudness of a recording over time, as the server has counted it: a lowest and a highest value
// for each short stretch, one byte each. The sound itself is never decoded in the browser.

const STEP = 4;
const HEADER = 20;
/** Quieter than this at its loudest, a recording is drawn as quiet: it is only noise. */
const QUIET = 0.02;

export class Peaks {
  /** Pairs of lowest and highest, -128 to 127; each level has a quarter of the pairs of the one before. */
  #levels: Int8Array[];

  /** @param loudest The largest sample of all, 0 to 1; 127 stands for it. */
  constructor(pairs: Int8Array, readonly perSecond: number, readonly loudest = 1) {
    this.#levels = [pairs];
    for (let last = pairs; last.length > 2 * STEP * 64; ) {
      last = quarter(last);
      this.#levels.push(last);
    }
  }

  /** Reads a file of peaks as `heddle.sound.peaks` writes it; null where it is none. */
  static read(bytes: ArrayBuffer): Peaks | null {
    if (bytes.byteLength < HEADER) return null;
    const head = new DataView(bytes);
    const magic = String.fromCharCode(...new Uint8Array(bytes, 0, 4));
    const [version, perSecond, count] = [head.getUint16(4, true), head.getUint32(8, true), head.getUint32(12, true)];
    if (magic !== "HPKS" || version !== 1 || perSecond === 0 || bytes.byteLength < HEADER + 2 * count) return null;
    return new Peaks(new Int8Array(bytes, HEADER, 2 * count), perSecond, head.getFloat32(16, true));
  }

  /** Lowest and highest between two seconds of the file, -1 to 1 where 1 is the loudest of the file; silence where there is nothing. */
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
    const gain = Math.min(1, this.loudest / QUIET) / 127;
    return [Math.max(-1, low * gain), high * gain];
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
