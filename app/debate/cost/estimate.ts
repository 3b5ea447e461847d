import type { Reservation } from '../core/commands.ts';
import { dueTurns } from '../core/due-turns.ts';
import type { DebateSettings, Phase, Seat } from '../core/events.ts';
import {
  longestReplyTokens,
  type PrepareDeps,
  type PreparedTurn,
  prepareTurns,
} from '../prompting/prepare-turns.ts';
import type { DocumentTokens } from './document-tokens.ts';
import { computeCostUsd } from './price.ts';
import { callsPerAttemptMax, computeReservation, promptText, quotedReplyTokensMax } from './reservation.ts';
import { decideOrThrow, simulateDebate, startDebate } from './simulate-debate.ts';
import { alwaysAgree, neverAgree } from './simulated-outcomes.ts';
import { countCharacters, minTokens, textWithTokens } from './token-bounds.ts';

/** Turns, tokens and cost of one possible course of a debate. */
export interface ScenarioCost {
  readonly turns: Readonly<Record<Phase, number>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Covers only models with a known price. */
  readonly usd: number;
}

/** The cost of a debate, estimated before it starts. */
export interface Estimate {
  /** The panel agrees as early as the rules allow. Counts each prompt once and no replies, so it is a lower bound. */
  readonly minimum: ScenarioCost;
  /** All rounds are held, with one call per turn and replies of `typicalReplyTokens`. */
  readonly typical: ScenarioCost;
  /**
   * The panel never agrees, every reply has its maximum length, every allowed call and attempt is made, and the judge
   * fails, so that a seat of the panel takes its place.
   */
  readonly maximum: ScenarioCost;
  /** The budget that the blind round needs, including the reserve for the decision. */
  readonly firstRound: { readonly usd: number; readonly tokens: number };
  /** True when the budget covers `firstRound`. */
  readonly sufficient: boolean;
}

export type EstimateDeps = Omit<PrepareDeps, 'documents' | 'documentTokens'> & {
  readonly documentTokens: DocumentTokens;
};

/**
 * Simulates the debate with the two extremes of replies. It uses the code that runs real debates for due turns, prompts
 * and reservations, so that the estimate cannot drift from what is charged.
 */
export function estimateCost(settings: DebateSettings, deps: EstimateDeps): Estimate {
  const { documentTokens, outputTokensMaxOf } = deps;
  const outputTokensMax = longestReplyTokens(settings, outputTokensMaxOf);
  // The documents have been counted already.
  const simulationDeps = { ...deps, documents: [], documentTokens: documentTokens.max };
  const [first, decision] = startFirstRound(settings, simulationDeps);
  const reservations = [...first.turns.map(({ reserved }) => reserved), first.decisionReserve];
  const seatIds = seatsByPriceDescending(settings, deps);
  const longestReplies = neverAgree(textWithTokens(quotedReplyTokensMax(outputTokensMax)), seatIds);
  const replyTokens = Math.min(typicalReplyTokens, outputTokensMax);
  const typicalReplies = neverAgree(textWithTokens(replyTokens), seatIds);
  return {
    minimum: computeMinimum(simulateDebate(settings, simulationDeps, alwaysAgree), deps),
    typical: computeTypical(simulateDebate(settings, simulationDeps, typicalReplies), deps, replyTokens),
    maximum: computeMaximum(simulateDebate(settings, simulationDeps, longestReplies), settings, deps),
    firstRound: { usd: sumUsd(reservations), tokens: sumTokens(reservations) },
    sufficient: decision.every(({ type }) => type === 'turn.started'),
  };
}

/** A guess: replies of a rehearsal have half of it, those of a reasoning model have more. */
export const typicalReplyTokens = 1000;

/** Seat ids by input price, highest first: simulated replies are about the first, whose prompts become longest. */
function seatsByPriceDescending({ panel }: DebateSettings, { priceOf }: EstimateDeps): readonly string[] {
  const price = (model: string) => priceOf(model)?.inputUsd ?? 0;
  return panel.toSorted((a, b) => price(b.model) - price(a.model)).map(({ id }) => id);
}

/** The start command of the first turns, and the engine's events in response under the given budget. */
function startFirstRound(settings: DebateSettings, deps: PrepareDeps) {
  const state = startDebate(settings);
  const { command } = prepareTurns(state, dueTurns(state), deps);
  return [command, decideOrThrow(state, command).events] as const;
}

function countTurnsByPhase(turns: readonly PreparedTurn[]): ScenarioCost['turns'] {
  const counts = { propose: 0, critique: 0, revise: 0, decide: 0 };
  for (const { due } of turns) counts[due.phase] += 1;
  return counts;
}

function computeMaximum(
  turns: readonly PreparedTurn[],
  { panel, attemptsMax }: DebateSettings,
  { priceOf, outputTokensMaxOf }: EstimateDeps,
): ScenarioCost {
  const reserve = (promptTokens: number, seat: Seat): SeatReservation => {
    const { model, fallback = model } = seat;
    const attempts = [model, ...Array<string>(attemptsMax - 1).fill(fallback)].map((tried) => {
      const outputTokensMax = outputTokensMaxOf(tried, seat);
      const outputTokens = outputTokensMax * callsPerAttemptMax;
      return { ...computeReservation(promptTokens, priceOf(tried), outputTokensMax), outputTokens };
    });
    return {
      usd: sumUsd(attempts),
      tokens: sumTokens(attempts),
      outputTokens: sum(attempts, (attempt) => attempt.outputTokens),
    };
  };
  // Any seat of the panel may take the judge's place.
  const decision = turns.filter(({ due }) => due.phase === 'decide');
  const substitutes = decision.map(({ promptTokens }): SeatReservation => {
    const bySeat = panel.map((seat) => reserve(promptTokens, seat));
    const most = (select: (one: SeatReservation) => number) => Math.max(...bySeat.map(select));
    return {
      usd: most(({ usd }) => usd ?? 0),
      tokens: most(({ tokens }) => tokens),
      outputTokens: most(({ outputTokens }) => outputTokens),
    };
  });
  const ownTurns = turns.map(({ due, promptTokens }) => reserve(promptTokens, due.agent));
  const reserved = [...ownTurns, ...substitutes];
  const counts = countTurnsByPhase(turns);
  const outputTokens = sum(reserved, (one) => one.outputTokens);
  return {
    turns: { ...counts, decide: counts.decide + substitutes.length },
    inputTokens: sumTokens(reserved) - outputTokens,
    outputTokens,
    usd: sumUsd(reserved),
  };
}

/** The question and the documents, which begin all prompts of the debate, may be in the provider's cache. */
const computeMinimum = (turns: readonly PreparedTurn[], deps: EstimateDeps): ScenarioCost => {
  const countShared = ({ context }: PreparedTurn) =>
    deps.documentTokens.min + minTokens(countCharacters(context.question));
  return sumCalls(turns, deps, (turn) => promptTokensMin(turn, deps), 0, countShared);
};

/** Counts prompts halfway between their lower and upper bound. */
function computeTypical(turns: readonly PreparedTurn[], deps: EstimateDeps, replyTokens: number) {
  const countPrompt = (turn: PreparedTurn) =>
    Math.round((promptTokensMin(turn, deps) + turn.promptTokens) / 2);
  return sumCalls(turns, deps, countPrompt, replyTokens);
}

const promptTokensMin = ({ context }: PreparedTurn, { documentTokens }: EstimateDeps): number =>
  documentTokens.min + minTokens(countCharacters(promptText(context)));

/** The cost of one call per turn. */
function sumCalls(
  turns: readonly PreparedTurn[],
  { priceOf }: EstimateDeps,
  countPrompt: (turn: PreparedTurn) => number,
  replyTokens: number,
  countCached: (turn: PreparedTurn) => number = () => 0,
): ScenarioCost {
  const calls = turns.map((turn) => ({
    price: priceOf(turn.due.agent.model),
    usage: {
      inputTokens: countPrompt(turn),
      outputTokens: Math.min(replyTokens, turn.outputTokensMax),
      cachedTokens: countCached(turn),
    },
  }));
  return {
    turns: countTurnsByPhase(turns),
    inputTokens: sum(calls, ({ usage }) => usage.inputTokens),
    outputTokens: sum(calls, ({ usage }) => usage.outputTokens),
    usd: sum(calls, ({ usage, price }) => computeCostUsd(usage, price) ?? 0),
  };
}

/** A reservation with the part of its tokens that are output. */
type SeatReservation = Reservation & { readonly outputTokens: number };

const sum = <T>(items: readonly T[], select: (item: T) => number): number =>
  items.reduce((total, item) => total + select(item), 0);
const sumTokens = (reserved: readonly Reservation[]) => sum(reserved, ({ tokens }) => tokens);
const sumUsd = (reserved: readonly Reservation[]) => sum(reserved, ({ usd }) => usd ?? 0);
