// One player of a session: all its recordings on one timeline, heard through the browser's own
// media element. Nothing is decoded here: a file of three hours costs no more than one of a minute.
//
// `time` follows ten times a second, for what is shown; `onTick` calls at every frame while it
// plays, for what moves with the words.

import { get } from "./api";
import type { Cues } from "./cues";
import { endOf, following, lengthOf, nextSound, placeAt, tracksOf, type Place, type SoundFile, type Stretch } from "./timeline";

/** What the player needs of a media element; tests give another. */
export type Medium = Pick<
  HTMLAudioElement,
  "src" | "preload" | "currentTime" | "playbackRate" | "defaultPlaybackRate" | "preservesPitch" | "volume" | "paused" | "play" | "pause" | "load" | "remove" | "addEventListener"
>;

/** What GET /api/sessions/{id}/sound says. */
export interface Sound {
  files: SoundFile[];
}

export const RATES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
export const REWINDS = [0, 1, 2, 3, 4, 5] as const;
/** Seconds of the key that goes back. */
export const BACK = 3;
const KEEP = "heddle.hearing";
const SHOWN = 0.1;
/** Seconds before the end of a file at which the next one is fetched. */
const AHEAD = 20;

interface Hearing {
  rate: number;
  volume: number;
  rewind: number;
}

/** How a person hears, in all sessions; kept in this browser. */
export const hearing = $state<Hearing>({ rate: 1, volume: 1, rewind: 0 });
let taken = false;

/** Takes up how this person heard last. */
function takeUp(): void {
  if (taken || typeof localStorage === "undefined") return;
  taken = true;
  try {
    const kept = JSON.parse(localStorage.getItem(KEEP) ?? "{}") as Partial<Hearing>;
    hearing.rate = within(kept.rate, 0.5, 2, 1);
    hearing.volume = within(kept.volume, 0, 1, 1);
    hearing.rewind = within(kept.rewind, 0, 5, 0);
  } catch {
    // What cannot be read is left as it is at first.
  }
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === "number" && value >= least && value <= most ? value : otherwise;
}

/** The player that is heard: another one that begins stops it. */
let heard: Player | null = null;

export class Player {
  session = $state("");
  files = $state.raw<readonly SoundFile[]>([]);
  /** Second of the session, ten times a second while it plays. */
  time = $state(0);
  playing = $state(false);
  /** A stretch that is played again and again. */
  loop = $state.raw<Stretch | null>(null);
  /** Which of the tracks is heard. */
  track = $state(0);
  /** The browser cannot play the file that is wanted. */
  failed = $state<SoundFile | null>(null);
  /** When what was said, for keys that go by turns and words; a screen gives it. */
  cues = $state.raw<Cues | null>(null);
  /** It was played or moved by hand: from now on its place is its own and not the cursor's. */
  moved = $state(false);

  /** What can be heard, by tracks. */
  readonly tracks = $derived(tracksOf(this.files.filter((file) => file.ready)));
  readonly length = $derived(lengthOf(this.files));
  /** Something can be heard. */
  readonly ready = $derived(this.tracks.length > 0);

  #media = new Map<string, Medium>();
  #now: SoundFile | null = null;
  #ticks = new Set<(time: number, playing: boolean) => void>();
  #frame = 0;
  #until: number | null = null;
  #rests = false; // it was paused where it is: going on rewinds a little
  #loads = 0;
  /** Settled once it is known what can be heard. */
  opened: Promise<void> = Promise.resolve();

  constructor(readonly make: () => Medium = inPage) {
    takeUp();
  }

  /** Takes up the recordings of a session; what it was heard before is let go. */
  open(session: string): Promise<void> {
    if (session !== this.session) this.close();
    this.session = session;
    this.opened = session ? this.#load(session) : Promise.resolve();
    return this.opened;
  }

  async #load(session: string): Promise<void> {
    const load = (this.#loads += 1);
    try {
      const sound = await get<Sound>(`/sessions/${encodeURIComponent(session)}/sound`);
      if (load === this.#loads) this.take(sound.files);
    } catch {
      if (load === this.#loads && this.files.length === 0) this.take([]);
    }
  }

  /** Takes files, new ones or the same with something ready that was not. */
  take(files: readonly SoundFile[]): void {
    this.files = files;
    if (this.track >= this.tracks.length) this.track = 0;
    const first = placeAt(this.tracks, this.track, this.time) ?? placeAt(this.tracks, this.track, 0);
    if (first && this.#media.size === 0) this.#warm(first.file);
    const still = this.#now && files.find((file) => file.recording === this.#now?.recording);
    if (this.#now && (!still || still.url !== this.#now.url) && !this.playing) this.#letGo();
  }

  /** Lets go of everything. */
  close(): void {
    this.#loads += 1;
    this.pause();
    this.#letGo();
    [this.session, this.files, this.time, this.loop, this.track, this.failed, this.cues, this.moved] = ["", [], 0, null, 0, null, null, false];
    this.#rests = false;
  }

  #letGo(): void {
    for (const medium of this.#media.values()) {
      medium.pause();
      medium.src = "";
      medium.load();
      medium.remove();
    }
    this.#media.clear();
    this.#now = null;
  }

  /** Calls at every frame while it plays, and after every seek; returns what stops it. */
  onTick(tick: (time: number, playing: boolean) => void): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  /** The second of the session that is heard now, exactly. */
  now(): number {
    const medium = this.#now && this.#media.get(this.#now.url);
    return medium && this.#now ? this.#now.begins + medium.currentTime : this.time;
  }

  // --- what a person does

  flip(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  /** Plays on, or from a second; `to` stops it there. */
  async play(from?: number, to?: number): Promise<void> {
    if (from !== undefined) this.seek(from);
    else if (this.#rests && hearing.rewind > 0) this.seek(Math.max(this.loop?.from ?? 0, this.now() - hearing.rewind));
    this.#rests = false;
    this.#until = to ?? null;
    this.moved = true;
    const place = this.#placeFrom(this.now());
    if (!place) return;
    if (heard !== this) heard?.pause();
    heard = this;
    await this.#start(place);
  }

  pause(): void {
    this.#until = null;
    if (!this.playing) return;
    this.playing = false;
    this.#rests = true;
    if (this.#now) this.#media.get(this.#now.url)?.pause();
    this.#tell();
  }

  /** Goes to a second of the session; where it plays it goes on there. */
  seek(time: number): void {
    const to = Math.max(0, Math.min(time, this.length || time));
    this.#rests = false;
    this.#until = null;
    this.moved = true;
    if (this.loop && (to < this.loop.from || to >= this.loop.to)) this.loop = null;
    const place = placeAt(this.tracks, this.track, to) ?? (this.playing ? this.#placeFrom(to) : null);
    if (place && this.playing) void this.#start(place);
    else if (place && (this.#now || this.files.length > 0)) this.#bring(place);
    this.time = to;
    this.#tell(to);
  }

  /** Shows a place without having been moved there by hand: where the cursor stands. */
  stand(time: number): void {
    if (this.moved || this.playing) return;
    this.time = Math.max(0, Math.min(time, this.length || time));
    const place = placeAt(this.tracks, this.track, this.time);
    if (place && this.#now) this.#bring(place);
  }

  back(seconds: number = BACK): void {
    this.seek(this.now() - seconds);
  }

  /** One step slower or faster. */
  speed(step: -1 | 1): void {
    const at = RATES.findIndex((rate) => rate >= hearing.rate - 0.001);
    this.hear({ rate: RATES[Math.max(0, Math.min(RATES.length - 1, (at < 0 ? RATES.length - 1 : at) + step))] ?? 1 });
  }

  /** Changes how it is heard, here and from now on. */
  hear(how: Partial<Hearing>): void {
    Object.assign(hearing, how);
    for (const medium of this.#media.values()) tune(medium);
    if (typeof localStorage !== "undefined") localStorage.setItem(KEEP, JSON.stringify(hearing));
  }

  /** Plays the turn that is heard now again and again, or no longer. */
  loopTurn(): void {
    if (this.loop) this.loop = null;
    else {
      const turn = this.cues?.turnAt(this.now());
      const span = turn && this.cues?.spanOf(turn.id);
      if (span) this.loop = { from: span.from, to: Math.min(span.to, this.length || span.to) };
    }
  }

  /** Hears another track, from the same second on. */
  choose(track: number): void {
    const time = this.now();
    this.track = track;
    const until = this.#until;
    if (this.#now || this.playing) this.seek(time);
    this.#until = until;
  }

  /** Goes to the next turn that nobody has heard against the sound. */
  toUnchecked(): void {
    this.#to(this.cues?.nextUnchecked(this.now()));
  }

  /** Goes to the next word that the recogniser was not sure of, and a little before it. */
  toDoubtful(): void {
    this.#to(this.cues?.nextDoubtful(this.now()));
  }

  #to(time: number | null | undefined): void {
    if (time != null) this.seek(time);
  }

  // --- inside

  /** What is heard from a second on: over a gap, and from the beginning again after the end. */
  #placeFrom(time: number): Place | null {
    const there = placeAt(this.tracks, this.track, time);
    if (there) return there;
    const next = nextSound(this.tracks, time) ?? nextSound(this.tracks, -1);
    return next === null ? null : placeAt(this.tracks, this.track, next);
  }

  /** Gives the element of a file, made where it is not there yet. */
  #mediumOf(file: SoundFile): Medium {
    let medium = this.#media.get(file.url);
    if (!medium) {
      medium = this.make();
      this.#media.set(file.url, medium);
      this.#follow(medium, file);
      medium.preload = "auto";
      medium.src = file.url;
      tune(medium);
    }
    return medium;
  }

  /** Fetches the head of a file, so that the first sound does not wait for it. */
  #warm(file: SoundFile): void {
    this.#mediumOf(file).preload = "metadata";
  }

  #follow(medium: Medium, file: SoundFile): void {
    const mine = (): boolean => this.#now?.url === file.url;
    medium.addEventListener("ended", () => mine() && this.#ended(file));
    medium.addEventListener("error", () => {
      if (!mine() || this.#media.get(file.url) !== medium) return;
      this.failed = file;
      this.playing = false;
    });
    // A media key or the system has stopped it; a file that ends stops by itself.
    medium.addEventListener("pause", () => mine() && this.playing && medium.currentTime < endOf(file) - file.begins - 0.25 && this.pause());
    // Frames do not come while the window is hidden, and ends of loops must be heard there too.
    medium.addEventListener("timeupdate", () => mine() && this.playing && this.#step());
    medium.addEventListener("seeked", () => mine() && this.#tell());
  }

  /** Makes a place the one that is heard, without playing. */
  #bring(place: Place): Medium {
    const before = this.#now && this.#now.url !== place.file.url ? this.#media.get(this.#now.url) : undefined;
    const medium = this.#mediumOf(place.file);
    this.#now = place.file;
    before?.pause();
    if (Math.abs(medium.currentTime - place.at) > 0.02) medium.currentTime = place.at;
    return medium;
  }

  async #start(place: Place): Promise<void> {
    this.failed = null;
    const medium = this.#bring(place);
    this.playing = true;
    try {
      if (medium.paused) await medium.play();
      this.#ask();
    } catch (error) {
      // A pause or another place that came meanwhile is no failure.
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.playing = false;
      this.failed = place.file;
    }
  }

  #ended(file: SoundFile): void {
    const next = following(this.tracks, this.track, file);
    if (next && this.playing) void this.#start(next);
    else if (this.playing) {
      this.playing = false;
      this.#rests = false;
      this.#tell(Math.min(endOf(file), this.length));
    }
  }

  #ask(): void {
    if (this.#frame !== 0 || typeof requestAnimationFrame === "undefined") return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.playing) return;
      this.#step();
      this.#ask();
    });
  }

  #step(): void {
    const time = this.now();
    if (this.loop && time >= this.loop.to) {
      const { loop } = this;
      this.seek(loop.from);
      this.loop = loop;
      return;
    }
    if (this.#until !== null && time >= this.#until) return this.pause();
    const next = this.#now && endOf(this.#now) - time < AHEAD ? following(this.tracks, this.track, this.#now) : null;
    if (next && !this.#media.has(next.file.url)) this.#mediumOf(next.file).currentTime = next.at;
    this.#tell(time);
  }

  #tell(time = this.now()): void {
    if (!this.playing || Math.abs(time - this.time) >= SHOWN) this.time = time;
    for (const tick of this.#ticks) tick(time, this.playing);
  }
}

/** An element of the page that nobody sees. */
function inPage(): Medium {
  const made = document.createElement("audio");
  made.hidden = true;
  document.body.append(made);
  return made;
}

function tune(medium: Medium): void {
  medium.preservesPitch = true;
  medium.defaultPlaybackRate = hearing.rate;
  medium.playbackRate = hearing.rate;
  medium.volume = hearing.volume;
}
