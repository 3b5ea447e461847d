import { lastStances, lastVotes, top } from './consensus.ts';
import type {
  Agreement,
  FailureReason,
  Matrix,
  Position,
  PresetName,
  Seat,
  StopReason,
  Stored,
  Usage,
} from './events.ts';
import { fold } from './evolve.ts';
import { type Ended, heldPosition, holders, positionsOf } from './state.ts';

/** What a debate leaves behind. A fold of its log: the same log gives the same record, to the letter. */
export interface DecisionRecord {
  readonly version: 1;
  readonly debate: string;
  readonly question: string;
  readonly options: readonly string[] | null;
  readonly preset: PresetName;
  readonly outcome: 'decided' | 'failed' | 'cancelled';
  readonly stopReason: StopReason | 'cancelled';
  /** Why there is no decision; null when there is one. */
  readonly message: string | null;
  /** Null when the debate was not decided: nothing is made up. */
  readonly answer: string | null;
  readonly method: 'vote' | 'judge' | null;
  readonly choice: string | null;
  readonly tied: boolean;
  /** Over the whole trajectory; closed questions. */
  readonly votes: Readonly<Record<string, number>> | null;
  readonly matrix: Matrix | null;
  readonly agreement: (Agreement & { readonly note: 'agreement, not correctness' }) | null;
  readonly agreementByRound: readonly { readonly round: number; readonly score: number }[];
  readonly minority: readonly Dissent[];
  readonly flips: readonly Flip[];
  readonly evidence: readonly CitedDocument[];
  readonly baseline: Baseline;
  readonly cost: Cost;
  /** What went wrong on the way, in words; empty for a debate that ran as planned. */
  readonly degraded: readonly string[];
  readonly panel: readonly Seat[];
  readonly judge: Seat | null;
  readonly notes: readonly { readonly text: string; readonly by: string }[];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly hashes: { readonly contract: string; readonly log: string; readonly events: number };
}

export interface Dissent {
  readonly agent: string;
  readonly position: Position;
  readonly points: readonly string[];
}

export interface Flip {
  readonly agent: string;
  readonly round: number;
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

export interface CitedDocument {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly citations: readonly {
    readonly quote: string;
    readonly found: boolean;
    readonly by: readonly string[];
  }[];
}

/** The blind round against the end: whether the debate changed anything, and what that cost. */
export interface Baseline {
  /** Closed questions: the options with the most blind votes; else null. */
  readonly choices: readonly string[] | null;
  readonly claims: readonly { readonly agent: string; readonly claim: string }[];
  /** Closed: the vote came out otherwise. Open: at least one agent changed its position. */
  readonly changed: boolean;
  readonly costUsd: number;
}

export interface Cost {
  readonly usd: number;
  readonly tokens: number;
  /** Tokens of models without a known price: not in `usd`. */
  readonly unpricedTokens: number;
  readonly byAgent: readonly AgentCost[];
}

export interface AgentCost {
  readonly agent: string;
  readonly model: string;
  readonly usd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly attempts: number;
}

/** The record of a debate that has ended, or null while it runs. */
export function recordOf(log: readonly Stored[]): DecisionRecord | null {
  const state = fold(log);
  const [first, last] = [log[0], log.at(-1)];
  if (state.phase !== 'ended' || !first || !last) return null;
  const { settings, end } = state;
  const verdict = end.how === 'decided' ? end.verdict : null;
  const flips = flipsOf(state);
  return {
    version: 1,
    debate: first.debate,
    question: settings.question,
    options: settings.options ?? null,
    preset: settings.preset,
    outcome: end.how,
    stopReason: end.how === 'cancelled' ? 'cancelled' : end.stop,
    message: end.how === 'failed' ? end.message : end.how === 'cancelled' ? `Cancelled by ${end.by}.` : null,
    answer: verdict?.answer ?? null,
    method: verdict?.method ?? null,
    choice: verdict?.choice ?? null,
    tied: verdict?.tied ?? false,
    votes: verdict?.votes ?? null,
    matrix: verdict?.matrix ?? null,
    agreement: end.how === 'decided' ? { ...end.agreement, note: 'agreement, not correctness' } : null,
    agreementByRound: state.rounds.flatMap(({ round, agreement }) =>
      agreement ? [{ round, score: agreement.score }] : [],
    ),
    minority: minorityOf(state),
    flips,
    evidence: citedDocuments(state),
    baseline: baselineOf(state, log, flips),
    cost: costOf(state, log),
    degraded: degradedOf(state, log),
    panel: settings.panel,
    judge: settings.options ? null : settings.judge,
    notes: state.notes,
    startedAt: first.at,
    endedAt: last.at,
    hashes: { contract: settings.contractHash, log: last.hash, events: log.length },
  };
}

/**
 * Who does not go along. Closed: who ended on another option. Open: whom most of the panel disagrees with, one way or
 * the other; when disagreement is spread so that nobody stands out, everyone who still objects.
 */
function minorityOf(state: Ended): readonly Dissent[] {
  const seats = holders(state);
  const objections = (agent: string) => lastStances(state, agent).filter((stance) => !stance.agrees);
  const dissent = (seat: Seat): Dissent[] => {
    const position = heldPosition(state, seat.id);
    return position
      ? [{ agent: seat.id, position, points: objections(seat.id).map(({ point }) => point) }]
      : [];
  };
  if (state.settings.options) {
    const choice = state.end.how === 'decided' ? state.end.verdict.choice : undefined;
    return seats.filter((seat) => heldPosition(state, seat.id)?.choice !== choice).flatMap(dissent);
  }
  const against = (agent: string) =>
    objections(agent).length +
    seats.flatMap(({ id }) => objections(id)).filter((stance) => stance.agent === agent).length;
  const alone = seats.filter(({ id }) => against(id) > seats.length - 1);
  return (alone.length > 0 ? alone : seats.filter(({ id }) => objections(id).length > 0)).flatMap(dissent);
}

function flipsOf(state: Ended): readonly Flip[] {
  return state.settings.panel.flatMap((seat) => {
    const held = positionsOf(state, seat.id);
    return held.flatMap(({ round, position }, index) => {
      const before = held[index - 1]?.position;
      if (!before || !position.changed) return [];
      const name = (p: Position) => p.choice ?? p.claim;
      return [
        {
          agent: seat.id,
          round,
          from: name(before),
          to: name(position),
          because: position.changedBecause ?? '',
        },
      ];
    });
  });
}

function citedDocuments(state: Ended): readonly CitedDocument[] {
  const cited = state.turns.flatMap(({ agent, outcome }) => {
    if (!outcome || outcome.phase === 'critique') return [];
    const citations = outcome.phase === 'decide' ? outcome.citations : outcome.position.citations;
    return citations.map((citation) => ({ ...citation, agent }));
  });
  return state.settings.evidence.map(({ id, name, hash }) => {
    const quotes = new Map<string, { found: boolean; by: Set<string> }>();
    for (const { evidence, quote, found, agent } of cited) {
      if (evidence !== id) continue;
      const entry = quotes.get(quote) ?? { found, by: new Set<string>() };
      entry.by.add(agent);
      quotes.set(quote, entry);
    }
    return {
      id,
      name,
      hash,
      citations: [...quotes].map(([quote, { found, by }]) => ({ quote, found, by: [...by] })),
    };
  });
}

function baselineOf(state: Ended, log: readonly Stored[], flips: readonly Flip[]): Baseline {
  const blind = state.turns.filter((turn) => turn.phase === 'propose');
  const round0 = { ...state, turns: blind };
  const claims = blind.flatMap(({ agent, outcome }) =>
    outcome?.phase === 'propose' ? [{ agent, claim: outcome.position.claim }] : [],
  );
  const costUsd = settled(log)
    .filter(({ data }) => data.turn.startsWith('r0.propose.'))
    .reduce((sum, { data }) => sum + (data.costUsd ?? 0), 0);
  if (!state.settings.options) return { choices: null, claims, changed: flips.length > 0, costUsd };
  const choices = claims.length > 0 ? top(lastVotes(round0)) : [];
  const choice = state.end.how === 'decided' ? state.end.verdict.choice : undefined;
  return { choices, claims, changed: choices.length !== 1 || choices[0] !== choice, costUsd };
}

const settled = (log: readonly Stored[]) =>
  log.filter((event) => event.type === 'turn.completed' || event.type === 'turn.failed');

function costOf(state: Ended, log: readonly Stored[]): Cost {
  const seats = [...state.settings.panel, state.settings.judge];
  const byAgent = seats.flatMap(({ id, model }): AgentCost[] => {
    const mine = settled(log).filter(({ data }) => data.turn.endsWith(`.${id}`));
    if (mine.length === 0) return [];
    const sum = (of: (usage: Usage) => number) => mine.reduce((total, { data }) => total + of(data.usage), 0);
    const usd = mine.reduce((total, { data }) => total + (data.costUsd ?? 0), 0);
    return [
      {
        agent: id,
        model,
        usd,
        inputTokens: sum((usage) => usage.inputTokens),
        outputTokens: sum((usage) => usage.outputTokens),
        attempts: mine.length,
      },
    ];
  });
  return { usd: state.spent.usd, tokens: state.spent.tokens, unpricedTokens: state.unpricedTokens, byAgent };
}

const reasons: Readonly<Record<FailureReason, string>> = {
  malformed: 'gave a reply that could not be read',
  'cut-off': 'was cut off',
  'too-long': 'ran out of output tokens',
  'first-token-timeout': 'gave no first word in time',
  'idle-timeout': 'fell silent in the middle',
  'total-timeout': 'did not finish in time',
  'rate-limited': 'was rate-limited',
  overloaded: 'was overloaded',
  unreachable: 'could not be reached',
  refused: 'refused to answer',
  unauthorized: 'was not authorized',
  'unknown-model': 'is not a known model',
  'provider-error': 'failed at its provider',
  interrupted: 'was interrupted',
  internal: 'failed inside Rostrum',
};

/** A failure reason as the rest of a sentence that begins with an agent. */
export const inWords = (reason: FailureReason): string => reasons[reason];

function degradedOf(state: Ended, log: readonly Stored[]): readonly string[] {
  const failures = log.flatMap((event) => {
    if (event.type !== 'turn.failed') return [];
    const { turn, attempt, reason, final } = event.data;
    return [`${turn} ${inWords(reason)} in attempt ${attempt}${final ? ' and was left out' : ''}`];
  });
  const superseded = log.filter((event) => event.type === 'turn.superseded').length;
  const takeovers = superseded > 0 ? [`${superseded} unfinished turns were run again after a takeover`] : [];
  const missed = state.settings.evidence.length > 0 ? uncheckable(state) : [];
  return [...failures, ...takeovers, ...missed];
}

function uncheckable(state: Ended): readonly string[] {
  const citations = citedDocuments(state).flatMap((document) => document.citations);
  const missing = citations.filter((citation) => !citation.found).length;
  return missing > 0
    ? [`${missing} of ${citations.length} quotes are not in the documents that they name`]
    : [];
}
