import type { Omission } from '../core/events.ts';
import { omissionMark } from '../retrieval/excerpt.ts';
import { shareCharacters } from './share-characters.ts';
import type { Peer } from './turn-context.ts';

/** Characters of the peers' reasons in one prompt: eight agents of 250 words take a quarter of it. */
const reasonsCharsMax = 60_000;

/** Shortens the peers' reasons when they do not fit: each gets an equal share and ends at a line or a word. */
export function shortenReasons(peers: readonly Peer[]): {
  readonly peers: readonly Peer[];
  readonly omissions: readonly Omission[];
} {
  const shares = shareCharacters(
    peers.map(({ reasons }) => reasons.length),
    reasonsCharsMax,
  );
  const shortened = peers.map((peer, index) => ({
    ...peer,
    reasons: cutText(peer.reasons, shares[index] ?? 0),
  }));
  const omissions = peers.flatMap(({ agent, reasons }, index) => {
    const shown = shortened[index]?.reasons.length ?? 0;
    return shortened[index]?.reasons === reasons ? [] : [{ from: agent, shown, total: reasons.length }];
  });
  return { peers: shortened, omissions };
}

function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, charsMax);
  const end = Math.max(cut.lastIndexOf('\n'), cut.lastIndexOf(' '));
  return `${cut.slice(0, end > 0 ? end : charsMax).trimEnd()} ${omissionMark}`;
}
