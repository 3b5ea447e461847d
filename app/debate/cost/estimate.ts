import { type DebateCommand, decide, isRejection, type Reservation } from '../core/decide.ts';
import { dueTurns } from '../core/due-turns.ts';
import type { DebateSettings, Phase } from '../core/events.ts';
import { foldEvents } from '../core/evolve.ts';
import { initialState, type OngoingDebate } from '../core/state.ts';
import { type PrepareDeps, type PreparedTurn, prepareTurns } from '../prompting/prepare-turns.ts';
import type { DocumentTokens } from './document-tokens.ts';
import { callsPerAttemptMax, computeCostUsd, promptText, quotedReplyTokensMax } from './reservation.ts';
import { alwaysAgree, neverAgree, type OutcomeSimulator } from './simulated-outcomes.ts';
import { countCharacters, minTokens, textWithTokens } from './token-bounds.ts';

/** What one course of a debate takes. */
export interface ScenarioCost {
  readonly turns: Readonly<Record<Phase, number>>;
  /** Of the prompts, and of the replies. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the models that have a known price. */
  readonly usd: number;
}

/** What a debate would cost, before it is started. */
export interface Estimate {
  /** All agree as soon as the rules allow it. Only the prompts are counted, each once: replies come on top. */
  readonly minimum: ScenarioCost;
  /** All rounds are played, one call a turn, with replies of `usualReplyTokens`. */
  readonly typical: ScenarioCost;
  /** Nobody ever agrees, every reply is as long as it may be, and every call and attempt that is allowed is made. */
  readonly maximum: ScenarioCost;
  /** What the blind round needs of the budget, with what is kept back for the decision. */
  readonly firstRound: { readonly usd: number; readonly tokens: number };
  /** Whether the budget suffices for it. */
  readonly sufficient: boolean;
}

export type EstimateDeps = Omit<PrepareDeps, 'documents' | 'documentTokens'> & {
  readonly documentTokens: DocumentTokens;
};

/**
 * Plays the debate by its own rules with the two extremes of replies. The code that runs debates decides which turns
 * are due, what they are spoken from, and what the budget holds back for them.
 */
export function estimateCost(settings: DebateSettings, deps: EstimateDeps): Estimate {
  const { documentTokens, outputTokensMax } = deps;
  // The documents are counted already, and need not be carried along.
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
    maximum: computeMaximum(
      simulateDebate(settings, simulationDeps, longestReplies),
      settings.attemptsMax,
      outputTokensMax,
    ),
    firstRound: { usd: sumUsd(reservations), tokens: sumTokens(reservations) },
    sufficient: decision.every(({ type }) => type === 'turn.started'),
  };
}

/** Nobody knows it before. A rehearsal's replies have half of it; those of a model that thinks first, more. */
export const typicalReplyTokens = 1000;

/** The ids of the panel, by the price of a prompt, which is longest for whom most is said of. */
function seatsByPriceDescending({ panel }: DebateSettings, { priceOf }: EstimateDeps): readonly string[] {
  const price = (model: string) => priceOf(model)?.inputUsd ?? 0;
  return panel.toSorted((a, b) => price(b.model) - price(a.model)).map(({ id }) => id);
}

/** The first turns, and what the engine itself makes of them with the budget that there is. */
function startFirstRound(settings: DebateSettings, deps: PrepareDeps) {
  const state = startDebate(settings);
  const { command } = prepareTurns(state, dueTurns(state), deps);
  return [command, decideOrThrow(state, command)] as const;
}

function startDebate(settings: DebateSettings): OngoingDebate {
  const state = foldEvents(decideOrThrow(initialState, { type: 'create', settings }));
  if (state.phase === 'none' || state.phase === 'ended') throw new Error('a new debate does not run');
  return state;
}

function decideOrThrow(state: Parameters<typeof decide>[0], command: DebateCommand) {
  const decision = decide(state, command);
  if (isRejection(decision)) throw new Error(`an estimate was refused: ${decision.detail}`);
  return decision;
}

interface SimulatedTurn extends PreparedTurn {
  readonly reserved: Reservation;
}

const noUsage = { inputTokens: 0, outputTokens: 0, estimated: true };

/** The turns of a debate without a budget, to its end. */
function simulateDebate(
  settings: DebateSettings,
  deps: PrepareDeps,
  simulate: OutcomeSimulator,
): readonly SimulatedTurn[] {
  const turns: SimulatedTurn[] = [];
  let state: ReturnType<typeof foldEvents> = startDebate({ ...settings, budget: {} });
  while (state.phase !== 'none' && state.phase !== 'ended') {
    const { command, briefed } = prepareTurns(state, dueTurns(state), deps);
    state = foldEvents(decideOrThrow(state, command), state);
    for (const [index, prepared] of briefed.entries()) {
      const { turn, attempt } = prepared.due;
      turns.push({ ...prepared, reserved: command.turns[index]?.reserved ?? { usd: 0, tokens: 0 } });
      const reply = { text: '', outcome: simulate(prepared.context), usage: noUsage, costUsd: 0 };
      state = foldEvents(decideOrThrow(state, { type: 'complete', turn, attempt, ...reply }), state);
    }
  }
  return turns;
}

function countTurnsByPhase(turns: readonly SimulatedTurn[]): ScenarioCost['turns'] {
  const counts = { propose: 0, critique: 0, revise: 0, decide: 0 };
  for (const { due } of turns) counts[due.phase] += 1;
  return counts;
}

function computeMaximum(
  turns: readonly SimulatedTurn[],
  attempts: number,
  outputTokensMax: number,
): ScenarioCost {
  const reserved = turns.map((turn) => turn.reserved);
  const outputTokens = turns.length * attempts * callsPerAttemptMax * outputTokensMax;
  const inputTokens = sumTokens(reserved) * attempts - outputTokens;
  return { turns: countTurnsByPhase(turns), inputTokens, outputTokens, usd: sumUsd(reserved) * attempts };
}

const computeMinimum = (turns: readonly SimulatedTurn[], deps: EstimateDeps): ScenarioCost =>
  sumCalls(turns, deps, (turn) => promptTokensMin(turn, deps), 0);

/** Prompts are counted halfway between the fewest tokens and the most that they can be. */
const computeTypical = (
  turns: readonly SimulatedTurn[],
  deps: EstimateDeps,
  replyTokens: number,
): ScenarioCost =>
  sumCalls(
    turns,
    deps,
    (turn) => Math.round((promptTokensMin(turn, deps) + turn.promptTokens) / 2),
    replyTokens,
  );

const promptTokensMin = ({ context }: SimulatedTurn, { documentTokens }: EstimateDeps): number =>
  documentTokens.min + minTokens(countCharacters(promptText(context)));

/** One call a turn, of a prompt that is counted so, and with so long a reply. */
function sumCalls(
  turns: readonly SimulatedTurn[],
  { priceOf }: EstimateDeps,
  countPrompt: (turn: SimulatedTurn) => number,
  outputTokens: number,
): ScenarioCost {
  const calls = turns.map((turn) => ({
    price: priceOf(turn.due.agent.model),
    usage: { inputTokens: countPrompt(turn), outputTokens },
  }));
  return {
    turns: countTurnsByPhase(turns),
    inputTokens: calls.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
    outputTokens: turns.length * outputTokens,
    usd: calls.reduce((sum, { usage, price }) => sum + (computeCostUsd(usage, price) ?? 0), 0),
  };
}

const sumTokens = (reserved: readonly Reservation[]): number =>
  reserved.reduce((sum, { tokens }) => sum + tokens, 0);
const sumUsd = (reserved: readonly Reservation[]): number =>
  reserved.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
