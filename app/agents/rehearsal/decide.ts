import type { Brief, Peer, Remark } from '../../debate/brief.ts';
import type { Citation, Matrix } from '../../debate/events.ts';
import { present } from './critique.ts';
import { disclaimer, quoteAgent, quoted, type Scene, sentenceCase, type Turn } from './script.ts';

type Decide = Extract<Brief, { phase: 'decide' }>;

/** Peers that end up holding the same. */
interface Camp {
  readonly key: string;
  /** A main clause without its full stop. */
  readonly says: string;
  readonly peers: readonly Peer[];
  readonly strength: number;
  readonly citations: readonly Citation[];
}

/** Sorts what was said into the five lists and answers with the position that carries most. */
export function decide(scene: Scene<Decide>): Turn {
  const camps = campsOf(scene);
  const [winner, ...others] = camps;
  if (!winner) throw new Error('a decision without positions');
  const matrix = sort(scene, camps);
  const { brief, matter } = scene;
  const sorted = `I sorted ${brief.peers.length} positions before I answered.`;
  const paragraphs = [
    `${disclaimer(matter)} ${sorted}`,
    weighing(winner, others, brief.peers.length),
    ...matrix.contradictions.slice(0, 2),
    ...objections(winner, brief.remarks),
    ...matrix.partialCoverage.slice(0, 1),
    ...matrix.uniqueInsights.slice(0, 2),
    ...matrix.blindSpots.slice(0, 2),
    quotationReport(brief.peers),
  ];
  const block = {
    ...matrix,
    answer: answer(winner, others, matrix),
    citations: winner.citations.slice(0, 4).map(({ evidence, quote }) => ({ evidence, quote })),
  };
  return { paragraphs, block };
}

function campsOf({ brief, matter }: Scene<Decide>): readonly Camp[] {
  const camps = new Map<string, Camp>();
  for (const peer of brief.peers) {
    const position = present(peer);
    if (!position) continue;
    const stand = matter.standOf(position);
    const key = stand?.key ?? position.claim;
    const camp = camps.get(key);
    const cited = position.citations.filter(({ found }) => found);
    camps.set(key, {
      key,
      says: stand?.says ?? position.claim.replace(/[.!]$/, ''),
      peers: [...(camp?.peers ?? []), peer],
      strength: stand ? matter.strength(stand) : 0,
      citations: unique([...(camp?.citations ?? []), ...cited]),
    });
  }
  const weight = ({ peers, strength }: Camp) =>
    peers.length + 0.5 * strength + 0.1 * Math.max(...peers.map((peer) => present(peer)?.confidence ?? 0));
  return [...camps.values()].sort((a, b) => weight(b) - weight(a));
}

function sort({ brief, matter }: Scene<Decide>, camps: readonly Camp[]): Matrix {
  const [winner] = camps;
  const all = brief.peers.flatMap(citedBy).filter(({ found }) => found);
  const usersOf = (evidence: string) =>
    brief.peers.filter((peer) => citedBy(peer).some((citation) => citation.evidence === evidence));
  const used = brief.documents.map((document) => ({ document, users: usersOf(document.id) }));
  const everyone = brief.peers.length;
  const single = unique(all).filter(({ quote }) => citersOf(quote, brief.peers).length === 1);
  const missed = winner
    ? matter.stands
        .flatMap((stand) => matter.pointsFor(stand))
        .find(({ sentence }) => sentence && !all.some(({ quote }) => quote === sentence.text))
    : undefined;
  return {
    consensus: [
      ...(winner && camps.length === 1 ? [`All hold: ${statement(winner)}`] : []),
      ...used
        .filter(({ users }) => users.length === everyone)
        .map(({ document }) => `All rely on ${document.id} (${document.name}).`),
    ],
    contradictions: camps
      .slice(1)
      .map((camp) => `${who(camp)}, against ${agents(winner?.peers ?? [])}: ${statement(camp)}`),
    partialCoverage: used
      .filter(({ users }) => users.length > 0 && users.length < everyone)
      .map(({ document, users }) => `${document.id} (${document.name}) is used by ${agents(users)} only.`),
    uniqueInsights: single
      .slice(0, 3)
      .map(({ evidence, quote }) => `Only one agent cites, from ${evidence}, ${quoted(quote)}`),
    blindSpots: [
      ...used
        .filter(({ users }) => users.length === 0)
        .map(({ document }) => `Nobody used ${document.id} (${document.name}).`),
      ...(missed?.sentence
        ? [`No position cites this line of ${missed.sentence.evidence}: ${quoted(missed.text)}`]
        : []),
      ...(brief.documents.length === 0
        ? ['No evidence was given, so nothing that was said could be checked.']
        : []),
    ],
  };
}

/** All that a peer has cited in the course of the debate. */
const citedBy = (peer: Peer): readonly Citation[] => peer.positions.flatMap(({ citations }) => citations);

const citersOf = (quote: string, peers: readonly Peer[]) =>
  peers.filter((peer) => citedBy(peer).some((citation) => citation.quote === quote));

const unique = (citations: readonly Citation[]) => [
  ...new Map(citations.map((c) => [`${c.evidence} ${c.quote}`, c])).values(),
];

/** Agents are counted and not named: their labels mean nothing after this turn. */
function agents(peers: readonly Peer[]): string {
  const count = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'][peers.length];
  return `${count ?? peers.length} ${peers.length === 1 ? 'agent' : 'agents'}`;
}

const statement = ({ says }: Camp): string => quoteAgent(`${sentenceCase(says)}.`, 300);

/** `Two agents hold`. */
const who = ({ peers }: Camp): string =>
  `${sentenceCase(agents(peers))} ${peers.length > 1 ? 'hold' : 'holds'}`;

/** What was last said against the winning position. */
function objections({ peers }: Camp, remarks: readonly Remark[]): readonly string[] {
  const against = remarks.filter(
    ({ about, agrees }) => !agrees && peers.some(({ label }) => label === about),
  );
  const byPoint = new Map(against.map((remark) => [remark.point, remark]));
  return [...byPoint.values()]
    .slice(0, 2)
    .map(({ point }) => `Against it stands this objection: ${quoteAgent(point, 300)}`);
}

function weighing(winner: Camp, others: readonly Camp[], total: number): string {
  const moved = winner.peers.filter(({ positions }) => positions.some(({ changed }) => changed));
  const gained =
    moved.length > 0
      ? ` Of these, ${agents(moved)} came to it in the course of the debate, and said why.`
      : '';
  const head = `${who(winner)}, at the end: ${statement(winner)}${gained}`;
  if (others.length === 0) return `${head} Nobody dissents, which is agreement and no proof.`;
  const isEven = others.some(({ peers }) => peers.length === winner.peers.length);
  const why = isEven
    ? 'No position has more voices than another, so the evidence decides, and then how sure they are.'
    : `That is ${winner.peers.length} of ${total}.`;
  return `${head} ${why}`;
}

function quotationReport(peers: readonly Peer[]): string {
  const citations = peers.flatMap((peer) => present(peer)?.citations ?? []);
  if (citations.length === 0) return 'There was no quotation to check.';
  const found = citations.filter((citation) => citation.found).length;
  if (found === citations.length)
    return `All ${found} quotations in the last positions stand in their documents.`;
  const missing = citations.length - found;
  return `Of ${citations.length} quotations, ${missing} do not stand in their documents and got no weight.`;
}

function answer(winner: Camp, others: readonly Camp[], { blindSpots }: Matrix): string {
  const reasons = winner.citations
    .slice(0, 3)
    .map(({ evidence, quote }) => `- ${evidence}: ${quoted(quote)}`);
  const dissent = others.map((camp) => `- ${who(camp)}: ${statement(camp)}`);
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${title}**`, lines.join('\n')] : [];
  return [
    `**${sentenceCase(winner.says)}.**`,
    ...section('Why', reasons),
    ...section('Dissent', dissent),
    ...section(
      'Still open',
      blindSpots.map((line) => `- ${line}`),
    ),
    '*A rehearsal put this together from the positions and the evidence. No language model has judged it.*',
  ].join('\n\n');
}
