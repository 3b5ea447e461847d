/** A token of 24 bytes that carries the time when it was due, so that a viewer can tell how late it arrives. */
const periodMs = 1e9;
const pattern = /#(\d{9})/g;

export const stampToken = (dueAt: number): string =>
  `#${String(Math.floor(dueAt) % periodMs).padStart(9, '0')} some more text`;

/** The ages of all whole tokens in a text. */
export const tokenAgesMs = (text: string, now: number): number[] =>
  Array.from(text.matchAll(pattern), ([, stamp]) => (now % periodMs) - Number(stamp));
