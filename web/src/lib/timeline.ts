// The timeline of a session: recordings that follow each other (parts) or run at once (tracks).
//
// All times are seconds. A session's time is the file's time plus `begins`; what is heard at a
// moment is the file of the chosen track there, else that of any other track.

/** A recording of a session, as GET /api/sessions/{id}/sound sends it. */
export interface SoundFile {
  readonly recording: string;
  /** Second of the session at which the file begins. */
  readonly begins: number;
  /** Seconds; null while it is not known. */
  readonly duration: number | null;
  /** What runs at once has labels: "Room", "Lapel of the moderator". */
  readonly track: string;
  readonly form: "audio" | "video";
  readonly url: string;
  readonly peaks: { readonly url: string; readonly per_second: number } | null;
  /** It can be played now; else `url` is empty. */
  readonly ready: boolean;
  /** Why it cannot: "elsewhere", "deleted", "making" (a copy that plays) or "damaged"; empty where it can. */
  readonly why: string;
  /** What is wrong with a damaged file, and what can be done. */
  readonly problem?: string;
  readonly hint?: string;
}

/** Files of one track, in their order. */
export interface Track {
  readonly name: string;
  readonly files: readonly SoundFile[];
}

/** From a second of the session to another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A place in a file. */
export interface Place {
  readonly file: SoundFile;
  /** Seconds from the beginning of the file. */
  readonly at: number;
}

/** Parts that lap over by less than this follow each other all the same: clocks of recorders differ. */
const LAP = 2;

/** Where a file ends on the session's timeline; Infinity while its length is not known. */
export function endOf(file: SoundFile): number {
  return file.duration === null ? Infinity : file.begins + file.duration;
}

/** The last second of a session that has sound; 0 without files. */
export function lengthOf(files: readonly SoundFile[]): number {
  return files.reduce((end, file) => Math.max(end, file.duration === null ? file.begins : endOf(file)), 0);
}

/** Puts files into tracks: those with one label together, and no two of a track at once. */
export function tracksOf(files: readonly SoundFile[]): Track[] {
  const tracks: { name: string; files: SoundFile[] }[] = [];
  const inOrder = [...files].sort((a, b) => a.begins - b.begins || (a.track < b.track ? -1 : a.track > b.track ? 1 : a.recording < b.recording ? -1 : 1));
  for (const file of inOrder) {
    const free = tracks.find((track) => {
      const last = track.files[track.files.length - 1];
      // A file whose length nobody knows ends where the next one of its label begins.
      const end = last ? (last.duration === null ? last.begins + LAP : endOf(last)) : 0;
      return track.name === file.track && end - LAP <= file.begins && (last?.begins ?? -1) < file.begins;
    });
    if (free) free.files.push(file);
    else tracks.push({ name: file.track, files: [file] });
  }
  return tracks;
}

/** What is heard at a second of the session; null in a gap and after the end. */
export function placeAt(tracks: readonly Track[], chosen: number, time: number): Place | null {
  const first = tracks[chosen];
  for (const track of first ? [first, ...tracks] : tracks) {
    // The later of two that lap over: at its beginning the other one has ended for the ear.
    for (let i = track.files.length - 1; i >= 0; i -= 1) {
      const file = track.files[i];
      if (file && file.begins <= time && time < endOf(file)) return { file, at: time - file.begins };
    }
  }
  return null;
}

/** The second at which sound begins again after a gap; null where there is none any more. */
export function nextSound(tracks: readonly Track[], time: number): number | null {
  let next = Infinity;
  for (const { files } of tracks) for (const { begins } of files) if (begins > time) next = Math.min(next, begins);
  return next === Infinity ? null : next;
}

/** The file that comes after another one in what is heard; null after the last. */
export function following(tracks: readonly Track[], chosen: number, file: SoundFile): Place | null {
  const end = endOf(file);
  if (end === Infinity) return null;
  const there = placeAt(tracks, chosen, end);
  if (there) return there;
  const next = nextSound(tracks, end);
  return next === null ? null : placeAt(tracks, chosen, next);
}
