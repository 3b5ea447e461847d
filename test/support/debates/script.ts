import type { DebateEffect, NumberQuestion, PresetName } from '../../../app/debate/core/events.ts';
import type { EvidenceDocument, Peer, TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { block } from './block.ts';

/** What an agent writes about its position. */
export interface ScriptedPosition {
  readonly claim: string;
  readonly choice?: string;
  readonly number?: number;
  readonly interval?: readonly [number, number];
  readonly reason?: string;
  readonly confidence?: number;
  readonly citations?: readonly { readonly evidence: string; readonly quote: string }[];
  readonly changed?: boolean;
  readonly changedBecause?: string;
}

/** What a careful judge writes at the end. Lists hold seats. */
export interface ScriptedJudgement {
  readonly answer: string;
  readonly groups?: readonly (readonly string[])[];
  readonly adopts?: readonly string[];
  readonly moved?: readonly string[];
  readonly choice?: string;
  readonly withoutDebate?: { readonly answer: string; readonly effect: DebateEffect };
}

export interface StanceQuestion {
  readonly from: string;
  readonly about: string;
  readonly phase: TurnContext['phase'];
  readonly round: number;
}

/** A debate whose replies are known. Members that are missing have the defaults of a new debate. */
export interface Script {
  readonly preset?: PresetName;
  readonly rounds?: number;
  readonly options?: readonly string[];
  readonly number?: NumberQuestion;
  readonly documents?: readonly EvidenceDocument[];
  /** By seat: the blind position, then the position after each round. The last one stays. */
  readonly positions: Readonly<Record<string, readonly ScriptedPosition[]>>;
  readonly stance: (question: StanceQuestion) => readonly [agrees: boolean, point: string, except?: string];
  readonly judgement: ScriptedJudgement;
  /** The prose of a turn; a short sentence by default. */
  readonly prose?: (agent: string, brief: TurnContext) => string;
  /** A reply that takes the place of the scripted one, or null. */
  readonly reply?: (agent: string, brief: TurnContext) => string | null;
}

/** The reply to a turn, in the format that its prompt asks for. */
export function scriptedReply(script: Script, brief: TurnContext, agent: string): string {
  const own = script.reply?.(agent, brief);
  if (own !== undefined && own !== null) return own;
  const prose = script.prose?.(agent, brief);
  switch (brief.phase) {
    case 'propose':
      return block(prose ?? 'My reasons.', positionMembers(script, agent, 0));
    case 'critique':
      return block(prose ?? 'My critique.', { stances: stanceMembers(script, brief, agent) });
    case 'revise':
      return block(prose ?? 'My revision.', {
        ...positionMembers(script, agent, brief.round),
        stances: stanceMembers(script, brief, agent),
      });
    case 'decide':
      return block(prose ?? script.judgement.answer, judgementMembers(script.judgement, brief));
  }
}

function positionMembers({ positions }: Script, agent: string, round: number) {
  const held = positions[agent] ?? [];
  const position = held[Math.min(round, held.length - 1)];
  if (!position) throw new Error(`${agent} has no position`);
  return { confidence: 0.7, changed: false, citations: [], ...position };
}

const stanceMembers = (
  { stance }: Script,
  { phase, round, peers }: Extract<TurnContext, { phase: 'critique' | 'revise' }>,
  from: string,
) =>
  peers.map(({ label, agent: about }) => {
    const [agrees, point, except] = stance({ from, about, phase, round });
    return { peer: label, agrees, point, except };
  });

function judgementMembers(
  { groups, adopts, moved, choice, withoutDebate }: ScriptedJudgement,
  { peers, decidedBy }: Extract<TurnContext, { phase: 'decide' }>,
) {
  const labelOf = (seats: readonly string[]) => labelsOf(peers, seats);
  return {
    consensus: ['Every person must be reminded.'],
    contradictions: ['Whether letters or telephone numbers fail more often.'],
    partialCoverage: [],
    uniqueInsights: [],
    blindSpots: ['What the reminders cost.'],
    citations: [],
    ...(decidedBy === 'judge' && {
      ...(groups && { groups: groups.map(labelOf) }),
      ...(adopts && { adopts: labelOf(adopts) }),
      ...(choice && { choice }),
    }),
    ...(adopts && {
      rejects: peers
        .filter(({ agent }) => !adopts.includes(agent))
        .map(({ label }) => ({ peer: label, because: 'The trial speaks against it.' })),
    }),
    ...(moved && { moved: labelOf(moved) }),
    ...(withoutDebate && { withoutDebate }),
  };
}

const labelsOf = (peers: readonly Peer[], seats: readonly string[]): readonly string[] =>
  peers.filter(({ agent }) => seats.includes(agent)).map(({ label }) => label);
