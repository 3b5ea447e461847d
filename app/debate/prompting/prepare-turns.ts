import type { DebateCommand, Reservation } from '../core/commands.ts';
import type { DueTurn } from '../core/due-turns.ts';
import { baselineSeats, type OngoingDebate } from '../core/state.ts';
import type { TokenPrice } from '../cost/price.ts';
import { computeReservation, type PromptSize, promptTokensMax } from '../cost/reservation.ts';
import type { PeerLabel } from '../views/peer-labels.ts';
import { buildTurnContext } from './build-turn-context.ts';
import type { PromptDocument, TurnContext } from './turn-context.ts';

export interface PrepareDeps extends PromptSize {
  readonly documents: readonly PromptDocument[];
  readonly priceOf: (model: string) => TokenPrice;
}

/** A due turn with its input. */
export interface PreparedTurn {
  readonly due: DueTurn;
  readonly context: TurnContext;
  /** Upper bounds of its prompt and of a reply to it. */
  readonly promptTokens: number;
  readonly outputTokensMax: number;
}

type StartCommand = Extract<DebateCommand, { type: 'start' }>;

/** Prepares due turns: their inputs, and the command that starts them with a reservation for each. */
export function prepareTurns(
  state: OngoingDebate,
  due: readonly DueTurn[],
  deps: PrepareDeps,
): { readonly command: StartCommand; readonly preparedTurns: readonly PreparedTurn[] } {
  const { documents, priceOf, outputTokensMax } = deps;
  const prepare = (turn: DueTurn): PreparedTurn => {
    const context = buildTurnContext(state, turn, documents);
    return { due: turn, context, promptTokens: promptTokensMax(context, deps), outputTokensMax };
  };
  const reserve = (prepared: PreparedTurn): Reservation =>
    computeReservation(prepared.promptTokens, priceOf(prepared.due.agent.model), outputTokensMax);
  const preparedTurns = due.map(prepare);
  const turns = preparedTurns.map((prepared) => ({
    turn: prepared.due.turn,
    attempt: prepared.due.attempt,
    reserved: reserve(prepared),
    ...listPeerLabels(prepared.context),
    ...(prepared.context.omissions.length > 0 && { omissions: prepared.context.omissions }),
  }));
  const decision = buildDecisionTurns(state).map((turn) => reserve(prepare(turn)));
  const decisionReserve = {
    usd: decision.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    tokens: decision.reduce((sum, { tokens }) => sum + tokens, 0),
  };
  return { command: { type: 'start', turns, decisionReserve }, preparedTurns };
}

/** The labels of the peers in the prompt; absent without peers. */
function listPeerLabels(context: TurnContext): { readonly peers?: readonly PeerLabel[] } {
  if (!('peers' in context) || context.peers.length === 0) return {};
  return { peers: context.peers.map(({ label, agent }) => ({ label, agent })) };
}

/** The decision's turns. Their cost is reserved, so that a debate that stops for its budget can still pay for them. */
const buildDecisionTurns = (state: OngoingDebate): readonly DueTurn[] =>
  [state.settings.judge, ...baselineSeats(state.settings)].map((agent) => ({
    turn: `decision.${agent.id}`,
    attempt: 1,
    agent,
    phase: 'decide',
    round: state.round,
  }));
