import type { DebateEvent } from '../../../app/debate/core/events.ts';
import { judgement, settings, tokenUsage } from './debate-driver.ts';

/** Events of a debate, for tests in which only order, size and type matter. */
export const debateCreated: DebateEvent = { type: 'debate.created', data: settings() };

export const noteAdded = (text: string): DebateEvent => ({
  type: 'note.added',
  data: { text, by: 'a person' },
});

export const turnStarted = (turn: string, attempt = 1): DebateEvent => ({
  type: 'turn.started',
  data: {
    turn,
    attempt,
    agent: 'a1',
    phase: 'propose',
    round: 0,
    model: 'rehearsal',
    reserved: { usd: 0, tokens: 0 },
  },
});

export const turnCompleted = (turn: string, attempt = 1, text = `All of ${turn}.`): DebateEvent => ({
  type: 'turn.completed',
  data: { turn, attempt, text, outcome: judgement, usage: tokenUsage, costUsd: 0 },
});

export const turnSuperseded = (turn: string, attempt = 1): DebateEvent => ({
  type: 'turn.superseded',
  data: { turn, attempt, reason: 'its worker died' },
});

export const turnFailed = (turn: string, attempt = 1): DebateEvent => ({
  type: 'turn.failed',
  data: { turn, attempt, reason: 'cut-off', message: 'no end', final: false, usage: tokenUsage, costUsd: 0 },
});

export const debateCancelled: DebateEvent = { type: 'debate.cancelled', data: { by: 'a person' } };

export const approvalRequested: DebateEvent = { type: 'approval.requested', data: { round: 0 } };
