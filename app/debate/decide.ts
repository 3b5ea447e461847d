import { ending, stopping, withConsequences } from './consequences.ts';
import {
  assertNever,
  type DebateEvent,
  type FailureReason,
  type Outcome,
  type Settings,
  type Usage,
} from './events.ts';
import { next } from './next.ts';
import { type Debate, findTurn, type Money, type Open, type Turn } from './state.ts';

interface Attempt {
  readonly turn: string;
  readonly attempt: number;
}

/** What an attempt may cost at most. `usd` is null for a model without a known price. */
export interface Reservation {
  readonly usd: number | null;
  readonly tokens: number;
}

type Started = Extract<DebateEvent, { type: 'turn.started' }>['data'];

export type Command =
  | { readonly type: 'create'; readonly settings: Settings }
  /** Starts due turns, all or none. `keepBack` is what the decision will cost, so that it can still be paid. */
  | {
      readonly type: 'start';
      readonly turns: readonly (Attempt & Pick<Started, 'reserved' | 'peers'>)[];
      readonly keepBack: Reservation;
    }
  | (Attempt & {
      readonly type: 'complete';
      readonly text: string;
      readonly outcome: Outcome;
      readonly usage: Usage;
      readonly costUsd: number | null;
    })
  | (Attempt & {
      readonly type: 'fail';
      readonly reason: FailureReason;
      readonly message: string;
      readonly usage: Usage;
      readonly costUsd: number | null;
    })
  /** A new worker gives up what its predecessor left running. */
  | { readonly type: 'supersede'; readonly reason: string }
  /** The time kept for the decision begins (`decide`), or the debate is over its deadline (`end`). */
  | { readonly type: 'expire'; readonly what: 'decide' | 'end' }
  /** Too many workers were lost over it, one after another with no turn ended between. */
  | { readonly type: 'give-up'; readonly takeovers: number }
  | { readonly type: 'conclude' | 'pause' | 'resume' | 'cancel'; readonly by: string }
  | { readonly type: 'note'; readonly text: string; readonly by: string; readonly notesMax: number };

/** The caller's fault, in words; http gives each code its status. */
export interface Refusal {
  readonly refused:
    | 'ended'
    | 'not-due'
    | 'not-running'
    | 'already-stopping'
    | 'too-many-notes'
    | 'exists'
    | 'missing';
  readonly detail: string;
}

export type Decision = readonly DebateEvent[] | Refusal;

export const isRefusal = (decision: Decision): decision is Refusal => 'refused' in decision;

/** These failures would only repeat themselves: no second attempt. */
const permanent: ReadonlySet<FailureReason> = new Set(['unauthorized', 'unknown-model', 'refused']);

/** What a command makes happen, with all that follows from it; an empty list when it has been done already. */
export function decide(state: Debate, command: Command): Decision {
  if (command.type === 'create')
    return state.phase === 'none' ? create(command.settings) : refuse('exists', 'The debate exists already.');
  if (state.phase === 'none') return refuse('missing', 'There is no such debate.');
  if (state.phase === 'ended') {
    if (command.type === 'cancel' && state.end.how === 'cancelled') return [];
    return refuse('ended', `The debate has ended: it was ${state.end.how}.`);
  }
  switch (command.type) {
    case 'start':
      return start(state, command);
    case 'complete':
      return settle(state, command, (turn) => complete(turn, command));
    case 'fail':
      return settle(state, command, (turn) => fail(state, turn, command));
    case 'supersede':
      return withConsequences(
        state,
        state.turns
          .filter((turn) => turn.status === 'running')
          .map(({ id, attempt }) => ({
            type: 'turn.superseded',
            data: { turn: id, attempt, reason: command.reason },
          })),
      );
    case 'expire':
      if (command.what === 'end') return [ending('deadline', 'The deadline passed before a decision.')];
      return state.stop ? [] : withConsequences(state, [stopping(state, 'deadline')]);
    case 'give-up':
      return [ending('takeovers', lostWorkers(command.takeovers))];
    case 'conclude':
      return state.stop ? [] : withConsequences(state, [stopping(state, 'concluded')]);
    case 'pause':
      return state.paused ? [] : [{ type: 'debate.paused', data: { by: command.by } }];
    case 'resume':
      return state.paused ? [{ type: 'debate.resumed', data: { by: command.by } }] : [];
    case 'cancel':
      return [{ type: 'debate.cancelled', data: { by: command.by } }];
    case 'note':
      if (state.notes.length >= command.notesMax)
        return refuse('too-many-notes', `The panel has ${command.notesMax} notes, and takes no more.`);
      return [{ type: 'note.added', data: { text: command.text, by: command.by } }];
    default:
      return assertNever(command);
  }
}

const lostWorkers = (takeovers: number): string =>
  `${takeovers} workers in a row were lost while they ran this debate, so it was given up. Their logs may say why.`;

const refuse = (refused: Refusal['refused'], detail: string): Refusal => ({ refused, detail });

const create = (settings: Settings): DebateEvent[] => [
  { type: 'debate.created', data: settings },
  { type: 'round.started', data: { round: 0 } },
];

function start(state: Open, command: Extract<Command, { type: 'start' }>): Decision {
  const due = new Map(next(state).map((turn) => [turn.turn, turn]));
  const events: DebateEvent[] = [];
  for (const { turn, attempt, reserved, peers } of command.turns) {
    const found = due.get(turn);
    if (found?.attempt !== attempt) return refuse('not-due', `${turn}, attempt ${attempt}, is not due.`);
    const { agent, phase, round } = found;
    events.push({
      type: 'turn.started',
      data: {
        ...{ turn, attempt, agent: agent.id, phase, round, model: agent.model, reserved },
        ...(peers && { peers }),
      },
    });
  }
  if (
    isAffordable(
      state,
      command.turns.map(({ reserved }) => reserved),
      command.keepBack,
    )
  )
    return events;
  if (state.stop) return [ending('budget', 'The budget does not cover the decision.')];
  return withConsequences(state, [stopping(state, 'budget')]);
}

/** Spent, held back for running turns, and asked for, against the cap: what passes it is never started. */
function isAffordable(state: Open, asked: readonly Reservation[], keepBack: Reservation): boolean {
  const { usd, tokens } = state.settings.budget;
  const held = state.turns.map((turn): Money => turn.reserved);
  const wanted = state.stop ? asked : [...asked, keepBack];
  const total = (of: (money: Reservation) => number, spent: number) =>
    [...held, ...wanted].reduce((sum, money) => sum + of(money), spent);
  if (usd !== undefined && total((money) => money.usd ?? 0, state.spent.usd) > usd) return false;
  return tokens === undefined || total((money) => money.tokens, state.spent.tokens) <= tokens;
}

/** Ends a turn that runs in this very attempt; anything else comes too late and is refused. */
function settle(state: Open, { turn: id, attempt }: Attempt, event: (turn: Turn) => DebateEvent): Decision {
  const turn = findTurn(state, id);
  const runs = turn?.status === 'running' || turn?.status === 'abandoned';
  if (!turn || !runs || turn.attempt !== attempt)
    return refuse('not-running', `${id}, attempt ${attempt}, is not running.`);
  return withConsequences(state, [event(turn)]);
}

function complete(turn: Turn, command: Extract<Command, { type: 'complete' }>): DebateEvent {
  const { text, outcome, usage, costUsd } = command;
  const position =
    outcome.phase === 'propose' || outcome.phase === 'revise' ? { position: outcome.position } : {};
  return {
    type: 'turn.completed',
    data: { turn: turn.id, attempt: turn.attempt, text, outcome, ...position, usage, costUsd },
  };
}

function fail(state: Open, turn: Turn, command: Extract<Command, { type: 'fail' }>): DebateEvent {
  const { reason, message, usage, costUsd } = command;
  const final =
    turn.status === 'abandoned' || permanent.has(reason) || turn.failures + 1 >= state.settings.attemptsMax;
  return {
    type: 'turn.failed',
    data: { turn: turn.id, attempt: turn.attempt, reason, message, final, usage, costUsd },
  };
}
