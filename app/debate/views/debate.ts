import type {
  Agreement,
  DebateEvent,
  DebateSettings,
  Phase,
  StopReason,
  Usage,
  Verdict,
} from '../core/events.ts';
import { assertNever } from '../core/events.ts';
import type { Envelope, Frame } from '../core/frames.ts';
import { applyDelta, applySnapshot, interruptTurns, startTurn, type TurnView, updateTurn } from './turn.ts';

/** The state of a debate for display, folded from its frames. Shared by the page and the terminal. */
export interface DebateView {
  readonly debate: string;
  /** The last seq applied; 0 before the first. */
  readonly seq: number;
  readonly settings: DebateSettings | null;
  readonly status: 'waiting' | 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';
  /** True while a person must approve before the debate decides; its status is `paused`. */
  readonly awaitsApproval: boolean;
  readonly phase: Phase;
  readonly round: number;
  readonly turns: readonly TurnView[];
  readonly agreements: readonly (Agreement & { readonly round: number })[];
  readonly stop: StopReason | null;
  readonly verdict: Verdict | null;
  /** The agreement at the end of a decided debate, for an open question as the judge compared the positions. */
  readonly finalAgreement: Agreement | null;
  /** Explains why there is no decision. */
  readonly message: string | null;
  readonly notes: readonly { readonly text: string; readonly by: string; readonly at: string }[];
  readonly cost: { readonly usd: number; readonly tokens: number; readonly unpricedTokens: number };
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export const emptyView = (debate: string): DebateView => ({
  debate,
  seq: 0,
  settings: null,
  status: 'waiting',
  awaitsApproval: false,
  phase: 'propose',
  round: 0,
  turns: [],
  agreements: [],
  stop: null,
  verdict: null,
  finalAgreement: null,
  message: null,
  notes: [],
  cost: { usd: 0, tokens: 0, unpricedTokens: 0 },
  startedAt: null,
  endedAt: null,
});

/** The view after one more frame. Duplicate and late frames leave it unchanged. */
export function applyFrame(view: DebateView, frame: Frame): DebateView {
  switch (frame.type) {
    case 'turn.delta':
      return updateViewTurn(view, frame.data.turn, (turn) => applyDelta(turn, frame.data));
    case 'turn.snapshot':
      return updateViewTurn(view, frame.data.turn, (turn) => applySnapshot(turn, frame.data));
    default:
      return frame.seq === view.seq + 1 ? applyEvent({ ...view, seq: frame.seq }, frame, frame.at) : view;
  }
}

export const buildView = (debate: string, log: readonly Envelope[]): DebateView =>
  log.reduce<DebateView>(applyFrame, emptyView(debate));

function applyEvent(view: DebateView, event: DebateEvent, at: string): DebateView {
  switch (event.type) {
    case 'debate.created':
      return { ...view, settings: event.data, status: 'running', startedAt: at };
    case 'round.started':
      return { ...view, round: event.data.round, phase: event.data.round === 0 ? 'propose' : 'critique' };
    case 'turn.started':
      // The phase follows the turns, because revision follows critique without an event.
      return { ...view, phase: event.data.phase, turns: startTurn(view.turns, event.data, at) };
    case 'turn.superseded':
      return updateViewTurn(view, event.data.turn, (turn) => ({ ...turn, status: 'retrying', endedAt: at }));
    case 'turn.completed':
      return onTurnCompleted(view, event.data, at);
    case 'turn.failed': {
      const { reason, message, final, usage, costUsd } = event.data;
      const failed = updateViewTurn(view, event.data.turn, (turn) => ({
        ...turn,
        status: turn.status === 'interrupted' ? 'interrupted' : final ? 'failed' : 'retrying',
        failure: { reason, message },
        usage,
        costUsd,
        endedAt: at,
      }));
      return addCost(failed, event.data);
    }
    case 'agreement.measured':
      return onAgreementMeasured(view, event.data, at);
    case 'note.added':
      return { ...view, notes: [...view.notes, { ...event.data, at }] };
    case 'debate.paused':
      return { ...view, status: 'paused' };
    case 'debate.resumed':
    case 'decision.approved':
      return { ...view, status: 'running', awaitsApproval: false };
    case 'debate.escalated':
      return { ...view, phase: 'propose', stop: null };
    case 'approval.requested':
      return { ...view, status: 'paused', awaitsApproval: true };
    case 'debate.extended':
      return onExtended(view, event.data);
    case 'budget.noticed':
      return view;
    case 'debate.decided': {
      const { verdict, agreement: finalAgreement } = event.data;
      return withInterruptedTurns({ ...view, status: 'decided', verdict, finalAgreement, endedAt: at }, at);
    }
    case 'debate.failed': {
      const { stopReason: stop, message } = event.data;
      return withInterruptedTurns({ ...view, status: 'failed', stop, message, endedAt: at }, at);
    }
    case 'debate.cancelled': {
      const message = `Cancelled by ${event.data.by}.`;
      return withInterruptedTurns({ ...view, status: 'cancelled', message, endedAt: at }, at);
    }
    default:
      return assertNever(event);
  }
}

function onTurnCompleted(
  view: DebateView,
  data: Extract<DebateEvent, { type: 'turn.completed' }>['data'],
  at: string,
): DebateView {
  const { text, outcome, repairs, usage, costUsd } = data;
  const completed = updateViewTurn(view, data.turn, (turn) => ({
    ...turn,
    status: 'completed',
    text,
    outcome,
    ...(repairs && { repairs }),
    usage,
    costUsd,
    failure: null,
    endedAt: at,
  }));
  return addCost(completed, data);
}

const onExtended = (
  view: DebateView,
  { by: _, ...limits }: Extract<DebateEvent, { type: 'debate.extended' }>['data'],
): DebateView => ({ ...view, settings: view.settings && { ...view.settings, ...limits } });

function onAgreementMeasured(
  view: DebateView,
  data: Extract<DebateEvent, { type: 'agreement.measured' }>['data'],
  at: string,
): DebateView {
  const { stop, finishTurns = false, ...agreement } = data;
  const others = view.agreements.filter(({ round }) => round !== agreement.round);
  const updated = { ...view, agreements: [...others, agreement] };
  if (stop === null) return updated;
  // Without running turns to wait for, the decision follows.
  return finishTurns ? { ...updated, stop } : withInterruptedTurns({ ...updated, stop, phase: 'decide' }, at);
}

/** Turns that were running when the debate stopped get no further events. */
const withInterruptedTurns = (view: DebateView, at: string): DebateView => ({
  ...view,
  turns: interruptTurns(view.turns, at),
});

function updateViewTurn(view: DebateView, id: string, change: (turn: TurnView) => TurnView): DebateView {
  const turns = updateTurn(view.turns, id, change);
  return turns === view.turns ? view : { ...view, turns };
}

function addCost(view: DebateView, { usage, costUsd }: { usage: Usage; costUsd: number | null }): DebateView {
  const tokens = usage.inputTokens + usage.outputTokens;
  const { cost } = view;
  return {
    ...view,
    cost: {
      usd: cost.usd + (costUsd ?? 0),
      tokens: cost.tokens + tokens,
      unpricedTokens: cost.unpricedTokens + (costUsd === null ? tokens : 0),
    },
  };
}
