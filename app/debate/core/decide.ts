import { isLastStop, isWithinBudget } from '../cost/within-budget.ts';
import type { AttemptRef, DebateCommand, Rejection } from './commands.ts';
import { describeLostTurns } from './describe-failures.ts';
import { dueTurns } from './due-turns.ts';
import { agreementMeasured, debateFailed, endWithoutJudge, withEngineEvents } from './engine-events.ts';
import {
  assertNever,
  type DebateEvent,
  type DebateSettings,
  type FailureReason,
  type StopReason,
} from './events.ts';
import { applyEvents, type Decision } from './evolve.ts';
import { approveDecision, type DecideResult, extendLimits, reject } from './person-commands.ts';
import { allSeats } from './presets.ts';
import { dueTimeOf } from './settings.ts';
import { type DebateState, findTurn, type OngoingDebate, type Turn } from './state.ts';

export const isRejection = (result: DecideResult): result is Rejection => 'code' in result;

/** A second attempt would fail in the same way. */
const permanentFailures: ReadonlySet<FailureReason> = new Set(['unauthorized', 'unknown-model', 'refused']);

/** The events of a command, including those that the engine derives; none when the command has already taken effect. */
export function decide(state: DebateState, command: DebateCommand): DecideResult {
  if (command.type === 'create')
    return state.phase === 'none'
      ? applyEvents(state, createdEvents(command.settings))
      : reject('exists', 'The debate already exists.');
  if (state.phase === 'none') return reject('missing', 'The debate does not exist.');
  if (state.phase === 'ended') {
    if (command.type === 'cancel' && state.end.status === 'cancelled') return applyEvents(state, []);
    return reject('ended', `The debate has already ended: ${state.end.status}.`);
  }
  switch (command.type) {
    case 'start':
      return startTurns(state, command);
    case 'complete':
      return finishTurn(state, command, () => completedEvent(command));
    case 'fail':
      return finishTurn(state, command, (turn) => failedEvent(state, turn, command));
    case 'supersede':
      return withEngineEvents(
        state,
        state.turns
          .filter((turn) => turn.status === 'running')
          .map(({ id, attempt }) => ({
            type: 'turn.superseded',
            data: { turn: id, attempt, reason: command.reason },
          })),
      );
    case 'expire':
      return expireDebate(state, command);
    case 'abandon':
      return applyEvents(state, [debateFailed('takeovers', workersLostMessage(command.takeovers))]);
    case 'conclude':
      return concludeDebate(state);
    case 'pause':
      return applyEvents(state, state.paused ? [] : [{ type: 'debate.paused', data: { by: command.by } }]);
    case 'approve':
      return approveDecision(state, command.by);
    case 'extend':
      return extendLimits(state, command);
    case 'resume':
      if (state.approval === 'requested')
        return reject('approval-pending', 'The debate waits for approval. Approve it, or cancel it.');
      return applyEvents(state, state.paused ? [{ type: 'debate.resumed', data: { by: command.by } }] : []);
    case 'cancel':
      return applyEvents(state, [{ type: 'debate.cancelled', data: { by: command.by } }]);
    case 'note':
      if (state.notes.length >= command.notesMax)
        return reject('too-many-notes', `A debate can have at most ${command.notesMax} notes.`);
      return applyEvents(state, [{ type: 'note.added', data: { text: command.text, by: command.by } }]);
    default:
      return assertNever(command);
  }
}

function expireDebate(
  state: OngoingDebate,
  { deadline, dueAt }: Extract<DebateCommand, { type: 'expire' }>,
): DecideResult {
  const currentlyDueAt = dueTimeOf(state.settings, deadline);
  if (dueAt !== currentlyDueAt) return reject('not-due', `This deadline is now ${currentlyDueAt}.`);
  if (deadline === 'decide') return stopDebate(state, 'deadline');
  return applyEvents(state, [endWithoutJudge(state, 'deadline', deadlineMessage(state))]);
}

/** Cancels running turns, also those that a person let end. */
function stopDebate(state: OngoingDebate, reason: StopReason): Decision {
  const isDeciding = (isLastStop(state) && state.phase === 'decide') || state.approval === 'requested';
  const stop = isLastStop(state) ? (state.stop ?? reason) : reason;
  return withEngineEvents(state, isDeciding ? [] : [agreementMeasured(state, stop)]);
}

/** Running turns are paid for, so they may end and count. A second command does not wait for them. */
function concludeDebate(state: OngoingDebate): Decision {
  const isRunning = state.turns.some(({ status }) => status === 'running');
  if (state.stop || !isRunning) return stopDebate(state, 'concluded');
  const { type, data } = agreementMeasured(state, 'concluded');
  return withEngineEvents(state, [{ type, data: { ...data, finishTurns: true } }]);
}

const deadlineMessage = ({ approval, turns }: OngoingDebate): string =>
  approval === 'requested'
    ? 'The deadline passed before a person approved the decision.'
    : ['The deadline passed before a decision.', describeLostTurns(turns) ?? []].flat().join(' ');

const workersLostMessage = (takeovers: number): string =>
  `${takeovers} workers in a row were lost while running this debate, so it was stopped. Check their logs.`;

const createdEvents = (settings: DebateSettings): DebateEvent[] => [
  { type: 'debate.created', data: settings },
  { type: 'round.started', data: { round: 0 } },
];

function startTurns(state: OngoingDebate, command: Extract<DebateCommand, { type: 'start' }>): DecideResult {
  const due = new Map(dueTurns(state).map((turn) => [turn.turn, turn]));
  const events: DebateEvent[] = [];
  for (const { turn, attempt, reserved, peers, omissions } of command.turns) {
    const dueTurn = due.get(turn);
    if (dueTurn?.attempt !== attempt) return reject('not-due', `Attempt ${attempt} of ${turn} is not due.`);
    const { agent, phase, round } = dueTurn;
    events.push({
      type: 'turn.started',
      data: {
        turn,
        attempt,
        agent: agent.id,
        phase,
        round,
        model: agent.model,
        reserved,
        ...(peers && { peers }),
        ...(omissions && { omissions }),
      },
    });
  }
  if (
    isWithinBudget(
      state,
      command.turns.map(({ reserved }) => reserved),
      command.decisionReserve,
    )
  )
    return applyEvents(state, events);
  if (isLastStop(state))
    return applyEvents(state, [endWithoutJudge(state, 'budget', 'The budget does not cover the decision.')]);
  return withEngineEvents(state, [agreementMeasured(state, 'budget')]);
}

/** Ends a turn only in the attempt that is running. The result of any other attempt is late and is rejected. */
function finishTurn(
  state: OngoingDebate,
  { turn: id, attempt }: AttemptRef,
  toEvent: (turn: Turn) => DebateEvent,
): DecideResult {
  const turn = findTurn(state, id);
  const isRunning = turn?.status === 'running' || turn?.status === 'cancelling';
  if (!turn || !isRunning || turn.attempt !== attempt)
    return reject('not-running', `Attempt ${attempt} of ${id} is not running.`);
  return withEngineEvents(state, [toEvent(turn)]);
}

function completedEvent({ type: _, ...result }: Extract<DebateCommand, { type: 'complete' }>): DebateEvent {
  const { outcome } = result;
  const position =
    outcome.phase === 'propose' || outcome.phase === 'revise' ? { position: outcome.position } : {};
  return { type: 'turn.completed', data: { ...result, ...position } };
}

function failedEvent(
  state: OngoingDebate,
  turn: Turn,
  command: Extract<DebateCommand, { type: 'fail' }>,
): DebateEvent {
  const { reason, message, usage, costUsd } = command;
  const permanent = command.permanent || permanentFailures.has(reason);
  const final =
    turn.status === 'cancelling' ||
    (state.stop !== null && state.phase !== 'decide') ||
    (permanent && !hasUntriedFallback(state, turn)) ||
    turn.failures + 1 >= state.settings.attemptsMax;
  return {
    type: 'turn.failed',
    data: { turn: turn.id, attempt: turn.attempt, reason, message, final, usage, costUsd },
  };
}

function hasUntriedFallback({ settings }: OngoingDebate, turn: Turn): boolean {
  const seat = allSeats(settings).find(({ id }) => id === turn.agent);
  return seat?.fallback !== undefined && seat.fallback !== turn.model;
}
