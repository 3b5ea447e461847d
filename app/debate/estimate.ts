import { type Command, decide, isRefusal, type Reservation } from './decide.ts';
import type { DocumentTokens } from './document-tokens.ts';
import type { Phase, Settings } from './events.ts';
import { fold } from './evolve.ts';
import { agreeing, disagreeing, type Extreme } from './extremes.ts';
import { next } from './next.ts';
import { type Briefed, type PrepareParts, prepareTurns } from './prepare.ts';
import { callsMax, quotedReplyTokens, textOf, usdOf } from './reservation.ts';
import { nothing, type Open } from './state.ts';
import { charactersOf, fewestTokens, textOfTokens } from './tokens.ts';

/** What one course of a debate takes. */
export interface CourseCost {
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
  readonly least: CourseCost;
  /** All rounds are played, one call a turn, with replies of `usualReplyTokens`. */
  readonly usual: CourseCost;
  /** Nobody ever agrees, every reply is as long as it may be, and every call and attempt that is allowed is made. */
  readonly most: CourseCost;
  /** What the blind round needs of the budget, with what is kept back for the decision. */
  readonly firstRound: { readonly usd: number; readonly tokens: number };
  /** Whether the budget suffices for it. */
  readonly suffices: boolean;
}

export type EstimateParts = Omit<PrepareParts, 'documents' | 'documentTokens'> & {
  readonly documentTokens: DocumentTokens;
};

/**
 * Plays the debate by its own rules with the two extremes of replies. The code that runs debates decides which turns
 * are due, what they are spoken from, and what the budget holds back for them.
 */
export function estimateOf(settings: Settings, parts: EstimateParts): Estimate {
  const { documentTokens, outputTokensMax } = parts;
  // The documents are counted already, and need not be carried along.
  const counting = { ...parts, documents: [], documentTokens: documentTokens.most };
  const [first, decision] = firstStart(settings, counting);
  const wanted = [...first.turns.map(({ reserved }) => reserved), first.keepBack];
  const seats = dearestFirst(settings, parts);
  const longest = disagreeing(textOfTokens(quotedReplyTokens(outputTokensMax)), seats);
  const replyTokens = Math.min(usualReplyTokens, outputTokensMax);
  const usual = disagreeing(textOfTokens(replyTokens), seats);
  return {
    least: leastOf(played(settings, counting, agreeing), parts),
    usual: usualOf(played(settings, counting, usual), parts, replyTokens),
    most: mostOf(played(settings, counting, longest), settings.attemptsMax, outputTokensMax),
    firstRound: { usd: usdIn(wanted), tokens: tokensIn(wanted) },
    suffices: decision.every(({ type }) => type === 'turn.started'),
  };
}

/** Nobody knows it before. A rehearsal's replies have half of it; those of a model that thinks first, more. */
export const usualReplyTokens = 1000;

/** The ids of the panel, by the price of a prompt, which is longest for whom most is said of. */
function dearestFirst({ panel }: Settings, { priceOf }: EstimateParts): readonly string[] {
  const price = (model: string) => priceOf(model)?.inputUsd ?? 0;
  return panel.toSorted((a, b) => price(b.model) - price(a.model)).map(({ id }) => id);
}

/** The first turns, and what the engine itself makes of them with the budget that there is. */
function firstStart(settings: Settings, parts: PrepareParts) {
  const state = begun(settings);
  const { command } = prepareTurns(state, next(state), parts);
  return [command, decided(state, command)] as const;
}

function begun(settings: Settings): Open {
  const state = fold(decided(nothing, { type: 'create', settings }));
  if (state.phase === 'none' || state.phase === 'ended') throw new Error('a new debate does not run');
  return state;
}

function decided(state: Parameters<typeof decide>[0], command: Command) {
  const decision = decide(state, command);
  if (isRefusal(decision)) throw new Error(`an estimate was refused: ${decision.detail}`);
  return decision;
}

interface Played extends Briefed {
  readonly reserved: Reservation;
}

const nothingUsed = { inputTokens: 0, outputTokens: 0, estimated: true };

/** The turns of a debate without a budget, to its end. */
function played(settings: Settings, parts: PrepareParts, extreme: Extreme): readonly Played[] {
  const turns: Played[] = [];
  let state: ReturnType<typeof fold> = begun({ ...settings, budget: {} });
  while (state.phase !== 'none' && state.phase !== 'ended') {
    const { command, briefed } = prepareTurns(state, next(state), parts);
    state = fold(decided(state, command), state);
    for (const [index, one] of briefed.entries()) {
      const { turn, attempt } = one.due;
      turns.push({ ...one, reserved: command.turns[index]?.reserved ?? { usd: 0, tokens: 0 } });
      const spoken = { text: '', outcome: extreme(one.brief), usage: nothingUsed, costUsd: 0 };
      state = fold(decided(state, { type: 'complete', turn, attempt, ...spoken }), state);
    }
  }
  return turns;
}

function turnsByPhase(turns: readonly Played[]): CourseCost['turns'] {
  const counted = { propose: 0, critique: 0, revise: 0, decide: 0 };
  for (const { due } of turns) counted[due.phase] += 1;
  return counted;
}

function mostOf(turns: readonly Played[], attempts: number, outputTokensMax: number): CourseCost {
  const reserved = turns.map((turn) => turn.reserved);
  const outputTokens = turns.length * attempts * callsMax * outputTokensMax;
  const inputTokens = tokensIn(reserved) * attempts - outputTokens;
  return { turns: turnsByPhase(turns), inputTokens, outputTokens, usd: usdIn(reserved) * attempts };
}

const leastOf = (turns: readonly Played[], parts: EstimateParts): CourseCost =>
  sumOf(turns, parts, (turn) => fewestIn(turn, parts), 0);

/** Prompts are counted halfway between the fewest tokens and the most that they can be. */
const usualOf = (turns: readonly Played[], parts: EstimateParts, replyTokens: number): CourseCost =>
  sumOf(turns, parts, (turn) => Math.round((fewestIn(turn, parts) + turn.promptTokens) / 2), replyTokens);

const fewestIn = ({ brief }: Played, { documentTokens }: EstimateParts): number =>
  documentTokens.least + fewestTokens(charactersOf(textOf(brief)));

/** One call a turn, of a prompt that is counted so, and with so long a reply. */
function sumOf(
  turns: readonly Played[],
  { priceOf }: EstimateParts,
  promptOf: (turn: Played) => number,
  outputTokens: number,
): CourseCost {
  const calls = turns.map((turn) => ({
    price: priceOf(turn.due.agent.model),
    usage: { inputTokens: promptOf(turn), outputTokens },
  }));
  return {
    turns: turnsByPhase(turns),
    inputTokens: calls.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
    outputTokens: turns.length * outputTokens,
    usd: calls.reduce((sum, { usage, price }) => sum + (usdOf(usage, price) ?? 0), 0),
  };
}

const tokensIn = (reserved: readonly Reservation[]): number =>
  reserved.reduce((sum, { tokens }) => sum + tokens, 0);
const usdIn = (reserved: readonly Reservation[]): number =>
  reserved.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
