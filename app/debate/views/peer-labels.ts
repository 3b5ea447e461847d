/** How the prompt of one turn calls an agent: labels are given anew for every turn. */
export interface PeerLabel {
  /** `A`, `B`, … */
  readonly label: string;
  /** The seat. */
  readonly agent: string;
}

/**
 * `Peer A`, `peers A and B`, `Peers A, B, and C`. No two parts in a row take white space, or much of it would take
 * the square of its length.
 */
const peerMention = /\b[Pp]eers?\s+[A-Z]\b(?:(?:,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+)[A-Z]\b)*/g;

/** A turn's prose, with the name behind every label that it uses: `Peer A (Bela)`. */
export function replacePeerLabels(
  text: string,
  peers: readonly PeerLabel[],
  getName: (agent: string) => string,
): string {
  if (peers.length === 0) return text;
  const names = new Map(peers.map(({ label, agent }) => [label, getName(agent)]));
  return text.replace(peerMention, (match) =>
    match.replace(/\b[A-Z]\b/g, (label) => {
      const name = names.get(label);
      return name === undefined ? label : `${label} (${name})`;
    }),
  );
}
