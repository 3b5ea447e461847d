import type { Brief, Peer } from '../../debate/brief.ts';
import type { Position } from '../../debate/events.ts';
import type { Case } from './case.ts';
import type { Draw } from './draw.ts';
import type { Point } from './points.ts';
import type { Stand } from './question.ts';
import {
  createWriter,
  disclaimer,
  quoteAgent,
  quoted,
  type Scene,
  type Turn,
  usePoints,
  wordsIn,
} from './script.ts';

type Critique = Extract<Brief, { phase: 'critique' }>;

/** For each peer: whether it holds the same, and what it leaves out, quotes wrongly or adds. */
export function critique(scene: Scene<Critique>): Turn {
  const { brief, matter, draw, words } = scene;
  const writer = createWriter(scene);
  const own = matter.standOf(brief.own);
  const judge = createJudge(own, brief.own, matter, draw);
  const paragraphs: string[] = [disclaimer(matter)];
  const stances = brief.peers.map((peer) => {
    const { agrees, point } = judge(peer);
    const name = `Peer ${peer.label}`;
    const opening = `**${name}** holds: ${quoteAgent(present(peer)?.claim ?? '', 180)}`;
    paragraphs.push(`${opening} ${writer.stance(agrees ? 'agrees' : 'disagrees', name)} ${point}`);
    return { peer: peer.label, agrees, point };
  });
  if (own && wordsIn(paragraphs) < words * 0.8) {
    const further = matter.pointsFor(own).filter((point) => point.sentence && !isCited(point, [brief.own]));
    usePoints(further, paragraphs, writer, words * 0.8);
  }
  return { paragraphs: [...paragraphs, writer.line('closes')], block: { stances } };
}

export const present = (peer: Peer): Position | undefined => peer.positions.at(-1);

interface Judged {
  readonly agrees: boolean;
  readonly point: string;
}

/**
 * Says of one peer after another what can be said of its present position, checked against the documents, and
 * does not hold the same passage against two of them.
 */
export function createJudge(own: Stand | null, mine: Position, matter: Case, draw: Draw) {
  const taken = new Set<string>();
  /** One of the best passages that the position does not cite. */
  const missedBy = (position: Position, points: readonly Point[]) => {
    const open = points.filter((point) => point.sentence && !isCited(point, [position]));
    const best = draw.shuffle('missed', open.slice(0, 3));
    const chosen = best.find(({ text }) => !taken.has(text)) ?? best[0];
    if (chosen) taken.add(chosen.text);
    return chosen?.sentence ?? null;
  };

  return (peer: Peer): Judged => {
    const position = present(peer);
    if (!position) return { agrees: false, point: 'It has not stated a position yet.' };
    const stand = matter.standOf(position);
    const agrees = stand && own ? stand.key === own.key : position.claim === mine.claim;
    return { agrees, point: agrees ? support(position, stand) : objection(position, stand) };
  };

  function support(position: Position, stand: Stand | null): string {
    const checked = position.citations.find(({ found }) => found);
    const more = stand ? missedBy(position, matter.pointsFor(stand)) : null;
    if (more) return `Beside it I would put ${more.evidence}: ${quoted(more.text)}`;
    if (checked) return `What it quotes from ${checked.evidence} stands there.`;
    return 'We hold the same position, on the same general grounds.';
  }

  function objection(position: Position, stand: Stand | null): string {
    const wrong = position.citations.find(({ found }) => !found);
    if (wrong)
      return `What it quotes from ${wrong.evidence} does not stand there: ${quoteAgent(wrong.quote, 120)}`;
    const against = [...(stand ? matter.pointsAgainst(stand) : []), ...(own ? matter.pointsFor(own) : [])];
    const missed = missedBy(position, against);
    if (missed) {
      const omission = position.citations.length === 0 ? 'It cites nothing, not even' : 'It leaves out';
      return `${omission} ${missed.evidence}: ${quoted(missed.text)}`;
    }
    const grounds = own ? matter.pointsFor(own) : against;
    const general = draw.shuffle(
      'general',
      grounds.filter(({ kind }) => kind === 'general'),
    );
    const fresh = general.find(({ text }) => !taken.has(text) && !position.claim.includes(text.slice(1)));
    if (!fresh) return 'It gives no reason that would exclude mine.';
    taken.add(fresh.text);
    return `It has no answer to this: ${fresh.text}`;
  }
}

export const isCited = (point: Point, positions: readonly Position[]): boolean =>
  positions.some(({ citations }) =>
    citations.some(
      ({ evidence, quote }) => point.sentence?.evidence === evidence && quote.includes(point.text),
    ),
  );
