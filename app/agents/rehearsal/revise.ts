import type { Brief, Remark } from '../../debate/brief.ts';
import type { Role } from '../../debate/events.ts';
import { createJudge, isCited, present } from './critique.ts';
import type { Point } from './points.ts';
import type { Stand } from './question.ts';
import {
  citationsOf,
  claimFor,
  confidenceIn,
  createWriter,
  disclaimer,
  quoteAgent,
  quoted,
  round,
  type Scene,
  type Turn,
  usePoints,
} from './script.ts';

type Revise = Extract<Brief, { phase: 'revise' }>;

interface Move {
  readonly to: Stand;
  readonly because: string;
  readonly point: Point | null;
}

/** Answers what was said of the position, and keeps it or moves to a peer's for a reason that it names. */
export function revise(scene: Scene<Revise>): Turn {
  const { brief, matter, draw, words } = scene;
  const { own } = brief;
  const writer = createWriter(scene);
  const before = matter.standOf(own);
  const move = before ? findMove(before, scene) : null;
  const stand = move?.to ?? before;
  const heading = move
    ? `**I change my position: ${move.to.says}.** What moves me is this: ${move.because}`
    : `**I keep my position${before ? `: ${before.says}` : ''}.**`;

  const paragraphs = [`${disclaimer(matter)} ${heading}`];
  for (const { from, point } of objections(brief.remarks)) {
    if (move?.because.includes(point)) continue;
    const objects = `${from} ${quoteAgent(point, 220)}`;
    paragraphs.push(`${objects} ${move ? 'My new position takes that in.' : writer.line('holds')}`);
  }
  const cited = move ? [] : [own];
  const fresh = stand ? matter.pointsFor(stand).filter((point) => !isCited(point, cited)) : [];
  const others = fresh.filter(({ text }) => text !== move?.point?.text);
  const used = [...(move?.point ? [move.point] : []), ...usePoints(others, paragraphs, writer, words * 0.8)];
  paragraphs.push(writer.line('closes'));

  const judge = createJudge(stand, own, matter, draw);
  const stances = brief.peers.map((peer) => ({ peer: peer.label, ...judge(peer) }));
  const kept = own.citations.filter(({ found }) => found).map(({ evidence, quote }) => ({ evidence, quote }));
  const choice = stand?.choice ?? own.choice;
  const block = {
    claim: move ? claimFor(move.to, used) : own.claim,
    ...(choice === undefined ? {} : { choice }),
    confidence: move ? confidenceIn(move.to, scene) : shaken(own.confidence, brief.remarks),
    citations: move ? citationsOf(used) : [...kept, ...citationsOf(used.slice(0, 1))],
    changed: move !== null,
    ...(move ? { changedBecause: move.because } : {}),
    stances,
  };
  return { paragraphs, block };
}

/** The objections, those with the same point together. */
function objections(remarks: readonly Remark[]): readonly { from: string; point: string }[] {
  const byPoint = new Map<string, string[]>();
  for (const { agrees, from, point } of remarks)
    if (!agrees) byPoint.set(point, [...(byPoint.get(point) ?? []), from]);
  return [...byPoint].map(([point, from]) => ({
    from: from.length > 1 ? `Peers ${from.join(' and ')} object:` : `Peer ${from[0]} objects:`,
    point,
  }));
}

/** Objections cost a little confidence and agreement restores it. */
function shaken(confidence: number, remarks: readonly Remark[]): number {
  const change = remarks.reduce((sum, { agrees }) => sum + (agrees ? 0.03 : -0.04), 0);
  return round(Math.min(0.92, Math.max(0.35, confidence + change)));
}

/** How easily a role is moved by a reason, before the evidence is weighed. */
const openness: Readonly<Record<Role, number>> = {
  advocate: 0.35,
  sceptic: 0.4,
  'evidence-checker': 0.45,
  proponent: 0.12,
  opponent: 0.12,
  judge: 0,
  member: 0.45,
};

/**
 * Where the agent goes, if anywhere: only to what weighs more than its own stand, so that two agents never
 * change places, and never without a passage or a remark that it can name.
 */
function findMove(before: Stand, { brief, matter, draw }: Scene<Revise>): Move | null {
  const held = brief.peers.flatMap((peer) => {
    const position = present(peer);
    return (position && matter.standOf(position)) ?? [];
  });
  const weight = (stand: Stand) => {
    const voices = [...held, before].filter(({ key }) => key === stand.key).length;
    return matter.strength(stand) + 0.2 * voices + (stand.tilt === 'between' ? 0.2 : 0);
  };
  const [to] = held.toSorted((a, b) => weight(b) - weight(a));
  const pull = to ? weight(to) - weight(before) : 0;
  if (!to || pull <= 0) return null;
  const readiness = (openness[brief.role] + 0.5 * pull) / Math.sqrt(brief.round);
  return draw.number('move') < readiness ? reasonFor(to, { brief, matter }) : null;
}

/** A passage that a holder of the stand cites and this agent did not, or what such a peer said. */
function reasonFor(to: Stand, { brief, matter }: Pick<Scene<Revise>, 'brief' | 'matter'>): Move | null {
  const holders = brief.peers.filter((peer) => {
    const position = present(peer);
    return position !== undefined && matter.standOf(position)?.key === to.key;
  });
  for (const peer of holders) {
    const cited = present(peer)?.citations ?? [];
    const point = matter
      .pointsFor(to)
      .find(
        (candidate) =>
          candidate.sentence &&
          !isCited(candidate, [brief.own]) &&
          cited.some(({ quote }) => quote === candidate.text),
      );
    if (point?.sentence) {
      const source = `${point.sentence.evidence}, which another agent cites and I had not weighed`;
      const because = `${source}: ${quoted(point.text)}`;
      return { to, because, point };
    }
  }
  const remark = brief.remarks.find(
    ({ agrees, from }) => !agrees && holders.some(({ label }) => label === from),
  );
  if (!remark) return null;
  return {
    to,
    because: `an objection that I cannot answer: ${quoted(remark.point)}`,
    point: null,
  };
}
