/** The label of an agent in the prompt of one turn. Every turn assigns labels anew. */
export interface PeerLabel {
  /** `A`, `B`, … */
  readonly label: string;
  /** The seat. */
  readonly agent: string;
}

/**
 * `Peer A`, `peers A and B`, `Peers A, B, and C`. Adjacent parts must not both match white space: long runs of it would
 * take quadratic time.
 */
const peerMention = /\b[Pp]eers?\s+[A-Z]\b(?:(?:,\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+)[A-Z]\b)*/g;

/** Adds the name to every peer label in a turn's prose: `Peer A (Bela)`. */
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
