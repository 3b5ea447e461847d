import type { DebateEvent } from '../../app/debate/events.ts';
import { free, judgement, settings } from './debate.ts';

/** Events of a debate, for tests to which only their order, size and kind matter. */
export const created: DebateEvent = { type: 'debate.created', data: settings() };

export const note = (text: string): DebateEvent => ({ type: 'note.added', data: { text, by: 'a person' } });

export const started = (turn: string, attempt = 1): DebateEvent => ({
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

export const completed = (turn: string, attempt = 1, text = `All of ${turn}.`): DebateEvent => ({
  type: 'turn.completed',
  data: { turn, attempt, text, outcome: judgement, usage: free, costUsd: 0 },
});

export const superseded = (turn: string, attempt = 1): DebateEvent => ({
  type: 'turn.superseded',
  data: { turn, attempt, reason: 'its worker died' },
});

export const failed = (turn: string, attempt = 1): DebateEvent => ({
  type: 'turn.failed',
  data: { turn, attempt, reason: 'cut-off', message: 'no end', final: false, usage: free, costUsd: 0 },
});

export const cancelled: DebateEvent = { type: 'debate.cancelled', data: { by: 'a person' } };
