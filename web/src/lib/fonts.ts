// The serif of talk is there before talk is drawn, so that nothing is seen to change its letters.

/** Resolves once the fonts of talk can be drawn with, or cannot be had. */
export function talkReady(): Promise<unknown> {
  // A face that is missing must not keep the talk away; the next in the list is drawn then.
  return document.fonts.load('400 1em "Literata Variable"').catch(() => undefined);
}
