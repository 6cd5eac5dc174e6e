import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Cues, type CueTurn } from "./cues";
import { hearing, Player, type Medium } from "./player.svelte";
import { playerKeys } from "./playerkeys";
import { endOf, following, lengthOf, nextSound, placeAt, tracksOf, type SoundFile } from "./timeline";

const file = (recording: string, begins: number, duration: number | null, track = ""): SoundFile => ({
  recording, begins, duration, track, form: "audio", url: `/api/media/${recording}`, peaks: null, ready: true, why: "",
});

describe("the timeline of a session", () => {
  it("puts parts behind each other and what runs at once into tracks", () => {
    const tracks = tracksOf([file("c", 0, 200, "lapel"), file("b", 100, 50), file("a", 0, 100.4), file("d", 20, 30)]);
    expect(tracks.map(({ name, files }) => [name, files.map((one) => one.recording)])).toEqual([
      ["", ["a", "b"]], ["lapel", ["c"]], ["", ["d"]],
    ]);
    expect(lengthOf(tracks.flatMap(({ files }) => files))).toBe(200);
  });

  it("hears the chosen track, else any other, and goes over gaps", () => {
    const [a, b, c] = [file("a", 0, 10), file("b", 20, 10), file("c", 5, 10, "lapel")];
    const tracks = tracksOf([a, b, c]);
    expect(placeAt(tracks, 0, 7)).toEqual({ file: a, at: 7 });
    expect(placeAt(tracks, 1, 7)).toEqual({ file: c, at: 2 });
    expect(placeAt(tracks, 0, 12)?.file).toBe(c);
    expect(placeAt(tracks, 0, 16)).toBeNull();
    expect(nextSound(tracks, 16)).toBe(20);
    expect(following(tracks, 0, a)?.file).toBe(c);
    expect(following(tracks, 0, c)).toEqual({ file: b, at: 0 });
    expect(following(tracks, 0, b)).toBeNull();
  });

  it("loses no file, lets none of a track sound at once, and finds every moment that has sound", () => {
    const made = fc.array(fc.record({ begins: fc.integer({ min: 0, max: 90 }), duration: fc.integer({ min: 3, max: 40 }), track: fc.constantFrom("", "x") }), { maxLength: 8 });
    fc.assert(fc.property(made, fc.integer({ min: 0, max: 140 }), (list, time) => {
      const files = list.map(({ begins, duration, track }, i) => file(`r${i}`, begins, duration, track));
      const tracks = tracksOf(files);
      expect(tracks.flatMap((track) => track.files).length).toBe(files.length);
      for (const track of tracks) {
        track.files.forEach((one, i) => i > 0 && expect(endOf(track.files[i - 1] ?? one) - 2).toBeLessThanOrEqual(one.begins));
      }
      const sounds = files.filter((one) => one.begins <= time && time < endOf(one));
      const place = placeAt(tracks, 0, time);
      expect(place !== null).toBe(sounds.length > 0);
      if (place) expect(place.file.begins + place.at).toBe(time);
    }), { numRuns: 60 });
  });
});

const turn = (id: string, start: number | null, end: number | null, timings: number[][] = [], unchecked = false): CueTurn => ({ id, start, end, timings, unchecked });

describe("what is spoken when", () => {
  it("finds the word, lingers a moment after it, and is silent before and after", () => {
    const cues = new Cues([turn("a", 1, 4, [[0, 3, 1000, 1400, 90], [4, 8, 1500, 2000, 40]])]);
    expect(cues.wordAt(0.5)).toBeNull();
    expect(cues.wordAt(1.2)).toMatchObject({ turn: "a", start: 0, end: 3 });
    expect(cues.wordAt(1.45)).toMatchObject({ start: 0 });
    expect(cues.wordAt(1.5)).toMatchObject({ start: 4 });
    expect(cues.wordAt(3)).toBeNull();
    expect(cues.turnAt(3)?.id).toBe("a");
    expect(cues.turnAt(4)).toBeNull();
    expect(cues.timeOf("a", 5)).toBe(1.5);
    expect(cues.endOf("a", 4)).toBe(1.4);
  });

  it("finds a word wherever one is spoken, however the times lap over and run back", () => {
    const timing = fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 3000 }));
    fc.assert(fc.property(fc.array(timing, { maxLength: 30 }), fc.integer({ min: 0, max: 8000 }), (list, ms) => {
      const timings = list.map(([from, long], i) => [i * 5, i * 5 + 4, from, from + long, -1]);
      const found = new Cues([turn("a", null, null, timings)]).wordAt(ms / 1000);
      const spoken = timings.filter(([, , from = 0, to = 0]) => from <= ms && ms < to);
      if (spoken.length === 0) return;
      const late = Math.max(...spoken.map(([, , from = 0]) => from));
      expect(found?.from).toBe(late / 1000);
      expect(found && found.to > ms / 1000).toBe(true);
    }), { numRuns: 60 });
  });

  it("goes by turns where words have no times, until the next one where no end is known", () => {
    const cues = new Cues([turn("a", 0, null), turn("b", 10, null), turn("c", null, null), turn("d", 40, 42, [], true)]);
    expect(cues.wordAt(5)).toBeNull();
    expect([5, 10, 39.9, 41, 43].map((time) => cues.turnAt(time)?.id)).toEqual(["a", "b", "b", "d", undefined]);
    expect(cues.timeOf("b", 7)).toBe(10);
    expect(cues.timeOf("c")).toBeNull();
    expect(cues.spanOf("a")).toMatchObject({ from: 0, to: 10 });
  });

  it("goes to what is unchecked or doubtful, and from the last to the first", () => {
    const cues = new Cues([turn("a", 5, 6, [[0, 2, 5000, 5200, 20]], true), turn("b", 9, 10, [[0, 2, 9000, 9500, 90]], true)]);
    expect([0, 5, 9].map((time) => cues.nextUnchecked(time))).toEqual([5, 9, 5]);
    expect([0, 5].map((time) => cues.nextDoubtful(time))).toEqual([5, 5]);
    expect(new Cues([]).nextUnchecked(0)).toBeNull();
  });
});

/** A medium that a test moves. */
class Fake extends EventTarget implements Partial<Medium> {
  src = "";
  preload: Medium["preload"] = "";
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  preservesPitch = false;
  volume = 1;
  paused = true;
  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
  load(): void {}
  remove(): void {}
  tell(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

function playing(files: SoundFile[]): { player: Player; of: (recording: string) => Fake } {
  const made: Fake[] = [];
  const player = new Player(() => {
    const fake = new Fake();
    made.push(fake);
    return fake as unknown as Medium;
  });
  player.take(files);
  return { player, of: (recording) => made.find((fake) => fake.src.endsWith(`/${recording}`)) ?? new Fake() };
}

describe("the player", () => {
  it("goes from part to part, fetches the next in time, and stops at the end", async () => {
    const { player, of } = playing([file("a", 0, 100), file("b", 100, 50)]);
    await player.play(90);
    expect(of("a").currentTime).toBe(90);
    of("a").tell("timeupdate");
    expect(of("b").src).toBe("/api/media/b");
    of("a").tell("ended");
    expect([of("b").paused, player.playing]).toEqual([false, true]);
    of("b").currentTime = 20;
    expect(player.now()).toBe(120);
    of("b").tell("ended");
    expect(player.playing).toBe(false);
  });

  it("rewinds a little where it goes on after a pause, and not after a seek", async () => {
    const { player, of } = playing([file("a", 0, 100)]);
    player.hear({ rewind: 2 });
    await player.play(50);
    expect(player.now()).toBe(50);
    player.pause();
    await player.play();
    expect(player.now()).toBe(48);
    player.pause();
    player.seek(30);
    await player.play();
    expect(of("a").currentTime).toBe(30);
    player.hear({ rewind: 0 });
  });

  it("loops the turn that is heard, and leaves the loop by going elsewhere", async () => {
    const { player, of } = playing([file("a", 0, 100)]);
    player.cues = new Cues([turn("x", 10, 20), turn("y", 20, 30)]);
    await player.play(12);
    player.loopTurn();
    of("a").currentTime = 20.1;
    of("a").tell("timeupdate");
    expect([player.now(), player.loop]).toEqual([10, { from: 10, to: 20 }]);
    player.seek(25);
    expect(player.loop).toBeNull();
    expect(player.playing).toBe(true);
  });

  it("stops at the end of a stretch that was asked for", async () => {
    const { player, of } = playing([file("a", 0, 100)]);
    await player.play(12, 15);
    of("a").currentTime = 15;
    of("a").tell("timeupdate");
    expect([player.playing, of("a").paused]).toEqual([false, true]);
  });

  it("changes speed in steps, keeps the pitch, and stays within its ends", async () => {
    const { player, of } = playing([file("a", 0, 100)]);
    await player.play(0);
    for (let i = 0; i < 20; i += 1) player.speed(1);
    expect([hearing.rate, of("a").playbackRate, of("a").preservesPitch]).toEqual([2, 2, true]);
    for (let i = 0; i < 20; i += 1) player.speed(-1);
    expect(of("a").playbackRate).toBe(0.5);
    player.hear({ rate: 1 });
  });

  it("hears another track from the same second on", async () => {
    const { player, of } = playing([file("a", 0, 100, "room"), file("b", 10, 80, "lapel")]);
    await player.play(40);
    player.choose(1);
    expect([of("b").currentTime, of("b").paused, of("a").paused]).toEqual([30, false, true]);
    expect(player.now()).toBe(40);
  });

  it("lets only one be heard", async () => {
    const [one, two] = [playing([file("a", 0, 100)]), playing([file("b", 0, 100)])];
    await one.player.play(1);
    await two.player.play(1);
    expect([one.player.playing, two.player.playing]).toEqual([false, true]);
  });

  it("says what cannot be played, and takes no key while nothing can be heard", async () => {
    const { player, of } = playing([file("a", 0, 100)]);
    await player.play(1);
    of("a").tell("error");
    expect([player.failed?.recording, player.playing]).toEqual(["a", false]);
    const none = playing([{ ...file("a", 0, 1), ready: false }]).player;
    expect(playerKeys(none).map((binding) => binding.run?.({} as KeyboardEvent))).toEqual(playerKeys(none).map(() => false));
  });
});
