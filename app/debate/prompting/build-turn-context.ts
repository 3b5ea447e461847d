import { exchangePeers } from '../consensus/exchange.ts';
import { poolEstimates } from '../consensus/pool.ts';
import { rankAnswers } from '../consensus/ranking.ts';
import { latestStances } from '../consensus/stances.ts';
import { isDecidedByVote } from '../consensus/verdict.ts';
import { countedVotes, topChoices } from '../consensus/votes.ts';
import type { DueTurn } from '../core/due-turns.ts';
import { assertNever, type DebateSettings, type Seat } from '../core/events.ts';
import {
  baselineSeatId,
  type OngoingDebate,
  positionHistory,
  positionHolders,
  type StartedDebate,
  turnId,
} from '../core/state.ts';
import { formatEstimate } from '../questions/pool-numbers.ts';
import { findTurnPassages } from '../retrieval/turn-passages.ts';
import type { PeerLabel } from '../views/peer-labels.ts';
import { listShortenedDocuments } from './documents.ts';
import { shortenReasons } from './shorten-reasons.ts';
import { hashSeed, shuffle } from './shuffle.ts';
import type { OwnTurns, Peer, PromptDocument, Ranks, Remark, TurnContext } from './turn-context.ts';

/** Builds the input of a due turn. Peers are anonymous and shuffled for every turn by the debate's seed. */
export function buildTurnContext(
  whole: OngoingDebate,
  due: DueTurn,
  documents: readonly PromptDocument[],
  passageCharsMax = 0,
): TurnContext {
  const debate = due.agent.id === baselineSeatId ? blindPart(whole) : whole;
  const { settings } = debate;
  const seed = hashSeed(settings.seed, due.turn);
  const seats = shuffle(
    due.phase === 'decide' ? positionHolders(debate) : exchangePeers(debate, due.agent.id, due.round),
    seed,
  );
  const { peers, omissions } = shortenReasons(
    due.phase === 'propose' ? [] : seats.map((seat, index) => toPeer(debate, seat, index)),
  );
  const retrieval = { documents, charsMax: passageCharsMax };
  const passages = findTurnPassages(debate, due.agent.id, peers, retrieval);
  const common = {
    turn: due.turn,
    attempt: due.attempt,
    round: due.round,
    ...describeQuestion(settings),
    role: due.agent.role,
    ...(due.agent.instructions !== undefined && { instructions: due.agent.instructions }),
    documents,
    ...(passages.length > 0 && { passages }),
    date: settings.createdAt?.slice(0, 10) ?? null,
    notes: debate.notes.map((note) => note.text),
    seed,
    debateSeed: settings.seed,
    omissions: [...listShortenedDocuments(documents, passages), ...omissions],
    repair: null,
  };
  const ranks = settings.decider === 'ranking';
  switch (due.phase) {
    case 'propose':
      return { ...common, phase: 'propose' };
    case 'critique':
      return { ...common, phase: 'critique', own: ownTurns(debate, due), peers, ...(ranks && { ranks }) };
    case 'revise': {
      const own = ownTurns(debate, due);
      const critics = listCritics(debate, peers, due.agent.id);
      const speakers = [...peers, ...critics];
      const aboutReader = collectRemarks(debate, speakers, due.agent.id).filter(
        ({ about }) => about === 'you',
      );
      return {
        ...common,
        phase: 'revise',
        own,
        peers,
        ...(critics.length > 0 && { critics }),
        remarks: aboutReader,
      };
    }
    case 'decide':
      return {
        ...common,
        phase: 'decide',
        peers,
        remarks: collectRemarks(debate, peers, due.agent.id),
        ...listRanks(debate, peers),
        ...describeDecision(debate),
      };
    default:
      return assertNever(due.phase);
  }
}

const describeQuestion = ({ question, options, checklist, number }: DebateSettings) => ({
  question,
  options: options ?? null,
  ...(checklist && { checklist }),
  ...(number && { number }),
});

/** The debate as it was when no agent had read another answer. */
const blindPart = (debate: OngoingDebate): OngoingDebate => ({
  ...debate,
  round: 0,
  stop: null,
  turns: debate.turns.filter(({ phase }) => phase === 'propose'),
});

function describeDecision(debate: OngoingDebate) {
  const agreed = debate.stop === 'agreed';
  if (debate.settings.number) {
    // The reserve for the decision is computed before there are numbers.
    const pooled = poolEstimates(debate, debate.round);
    return { decidedBy: 'pool', choice: pooled && formatEstimate(pooled), agreed } as const;
  }
  const isVote = isDecidedByVote(debate.settings);
  const leaders = isVote ? topChoices(countedVotes(debate)) : [];
  const choice = leaders.length === 1 ? (leaders[0] ?? null) : null;
  return { decidedBy: isVote ? 'vote' : 'judge', choice, agreed } as const;
}

function ownTurns(debate: StartedDebate, due: DueTurn): OwnTurns {
  const turn = positionTurn(debate, due.agent.id);
  if (turn?.outcome?.phase !== 'propose' && turn?.outcome?.phase !== 'revise')
    throw new Error(`${due.turn} is due, but its agent holds no position`);
  const critique = debate.turns.find(({ id }) => id === turnId(due.round, 'critique', due.agent.id));
  return { position: turn.outcome.position, reasons: turn.prose, critique: critique?.prose ?? '' };
}

/** The turn in which an agent stated its current position. */
const positionTurn = (debate: StartedDebate, agent: string) =>
  debate.turns.findLast(
    (turn) => turn.agent === agent && (turn.outcome?.phase === 'propose' || turn.outcome?.phase === 'revise'),
  );

const toLabel = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

const toPeer = (debate: StartedDebate, seat: Seat, index: number): Peer => ({
  label: toLabel(index),
  agent: seat.id,
  positions: positionHistory(debate, seat.id).map(({ position }) => position),
  reasons: positionTurn(debate, seat.id)?.prose ?? '',
});

/** Agents whose position the reader does not see, but who have read its own. Their labels follow those of the peers. */
function listCritics(debate: StartedDebate, peers: readonly Peer[], reader: string): readonly PeerLabel[] {
  return positionHolders(debate)
    .filter(({ id }) => id !== reader && !peers.some(({ agent }) => agent === id))
    .filter(({ id }) => latestStances(debate, id).some(({ agent }) => agent === reader))
    .map(({ id }, index) => ({ label: toLabel(peers.length + index), agent: id }));
}

/** The agents' ranking under the labels of this turn; nothing without one. */
function listRanks(debate: StartedDebate, peers: readonly Peer[]): { readonly ranking?: Ranks } {
  if (debate.settings.decider !== 'ranking') return {};
  const ranking = rankAnswers(debate).flatMap(({ agent, share }) => {
    const label = peers.find((peer) => peer.agent === agent)?.label;
    return label === undefined ? [] : [{ label, share }];
  });
  return ranking.length > 0 ? { ranking } : {};
}

/** The peers' latest remarks on one another and on the reader, under the labels of this turn. */
function collectRemarks(
  debate: StartedDebate,
  peers: readonly PeerLabel[],
  reader: string,
): readonly Remark[] {
  const labels = new Map(peers.map(({ agent, label }) => [agent, label]));
  labels.set(reader, 'you');
  return peers.flatMap(({ agent, label }) =>
    latestStances(debate, agent).flatMap((stance) => {
      const about = labels.get(stance.agent);
      const { agrees, point, except } = stance;
      return about ? [{ from: label, about, agrees, point, ...(except !== undefined && { except }) }] : [];
    }),
  );
}
