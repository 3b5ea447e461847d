import { expect, test } from 'vitest';
import type { DebateResponse } from '../../../app/debate/views/responses.ts';
import { sortDebates } from '../../../app/page/lib/sort-debates.ts';

const nowMs = Date.parse('2026-12-01T12:00:00Z');
const debate = (id: string, status: DebateResponse['status'], day = '01'): DebateResponse => ({
  ...{
    id,
    status,
    question: 'Why?',
    title: null,
    preset: 'standard',
    phase: 'propose',
    round: 0,
    models: [],
  },
  ...{ agreement: null, answer: null, costUsd: 0, seq: 1 },
  createdAt: `2026-12-${day}T00:00:00Z`,
  updatedAt: `2026-12-${day}T00:00:00Z`,
});

test('debates that wait for a person or have just failed come first, then those that run', () => {
  const debates = [
    debate('decided', 'decided'),
    debate('running', 'running'),
    debate('failed', 'failed'),
    debate('paused', 'paused'),
    { ...debate('failed earlier', 'failed'), updatedAt: '2026-11-30T00:00:00Z' },
  ];
  const ids = sortDebates(debates, nowMs).map(({ id }) => id);
  expect(ids).toEqual(['failed', 'paused', 'running', 'decided', 'failed earlier']);
});
