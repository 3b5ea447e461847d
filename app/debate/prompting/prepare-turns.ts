import type { DebateCommand, Reservation } from '../core/commands.ts';
import type { DueTurn } from '../core/due-turns.ts';
import { allSeats, modelsOfSeat } from '../core/presets.ts';
import type { DebateSettings, SeatOptions } from '../core/settings.ts';
import { baselineSeats, comparingSeats, isFirstStage, type OngoingDebate } from '../core/state.ts';
import type { TokenPrice } from '../cost/price.ts';
import { computeReservation, type PromptSize, promptTokensMax } from '../cost/reservation.ts';
import type { PeerLabel } from '../views/peer-labels.ts';
import { buildTurnContext } from './build-turn-context.ts';
import type { PromptDocument, TurnContext } from './turn-context.ts';

export interface PrepareDeps extends Pick<PromptSize, 'documentTokens'> {
  readonly documents: readonly PromptDocument[];
  /** Characters of the passages that a turn gets in addition; none by default. */
  readonly passageCharsMax?: number;
  readonly priceOf: (model: string) => TokenPrice;
  /** The limit of a reply of this model for this seat. */
  readonly outputTokensMaxOf: (model: string, seat: SeatOptions) => number;
}

/** The highest limit of a reply in a debate. */
export const longestReplyTokens = (
  settings: DebateSettings,
  outputTokensMaxOf: PrepareDeps['outputTokensMaxOf'],
): number =>
  Math.max(
    ...allSeats(settings).flatMap((seat) =>
      modelsOfSeat(seat).map((model) => outputTokensMaxOf(model, seat)),
    ),
  );

/** A due turn with its input. */
export interface PreparedTurn {
  readonly due: DueTurn;
  readonly context: TurnContext;
  /** Upper bounds of its prompt and of a reply to it. */
  readonly promptTokens: number;
  readonly outputTokensMax: number;
  /** ISO time at which it ends at the latest. */
  readonly deadlineAt: string;
}

type StartCommand = Extract<DebateCommand, { type: 'start' }>;

/** Prepares due turns: their inputs, and the command that starts them with a reservation for each. */
export function prepareTurns(
  state: OngoingDebate,
  due: readonly DueTurn[],
  deps: PrepareDeps,
): { readonly command: StartCommand; readonly preparedTurns: readonly PreparedTurn[] } {
  const { documents, passageCharsMax = 0, documentTokens, priceOf, outputTokensMaxOf } = deps;
  const { settings } = state;
  // Prompts quote replies of other seats.
  const size = { documentTokens, outputTokensMax: longestReplyTokens(settings, outputTokensMaxOf) };
  const prepare = (turn: DueTurn, retrievedCharsMax = passageCharsMax): PreparedTurn => {
    const context = buildTurnContext(state, turn, documents, retrievedCharsMax);
    return {
      due: turn,
      context,
      promptTokens: promptTokensMax(context, size),
      outputTokensMax: outputTokensMaxOf(turn.agent.model, turn.agent),
      deadlineAt: turn.phase === 'decide' ? settings.deadlineAt : settings.decideAt,
    };
  };
  const reserve = ({ promptTokens, due: { agent }, outputTokensMax }: PreparedTurn): Reservation =>
    computeReservation(promptTokens, priceOf(agent.model), outputTokensMax);
  const preparedTurns = due.map((turn) => prepare(turn));
  const turns = preparedTurns.map((prepared) => ({
    turn: prepared.due.turn,
    attempt: prepared.due.attempt,
    reserved: reserve(prepared),
    ...listPeerLabels(prepared.context),
    ...(prepared.context.omissions.length > 0 && { omissions: prepared.context.omissions }),
  }));
  // The tokens of passages are in those of the documents.
  const decision = buildDecisionTurns(state).map((turn) => reserve(prepare(turn, 0)));
  const decisionReserve = {
    usd: decision.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    tokens: decision.reduce((sum, { tokens }) => sum + tokens, 0),
  };
  return { command: { type: 'start', turns, decisionReserve }, preparedTurns };
}

/** The labels of the peers in the prompt; absent without peers. */
function listPeerLabels(context: TurnContext): { readonly peers?: readonly PeerLabel[] } {
  if (!('peers' in context) || context.peers.length === 0) return {};
  const { critics = [] } = context.phase === 'revise' ? context : {};
  return { peers: [...context.peers, ...critics].map(({ label, agent }) => ({ label, agent })) };
}

/** The decision's turns. Their cost is reserved, so that a debate that stops for its budget can still pay for them. */
const buildDecisionTurns = (state: OngoingDebate): readonly DueTurn[] =>
  [
    state.settings.judge,
    ...(state.settings.jury ?? []),
    ...baselineSeats(state.settings),
    ...(isFirstStage(state) && state.stop === null ? comparingSeats(state.settings) : []),
  ].map((agent) => ({
    turn: `decision.${agent.id}`,
    attempt: 1,
    agent,
    phase: 'decide',
    round: state.round,
  }));
