import type { DebateResponse } from '../debate/views/responses.ts';
import type { DebateRow } from '../store/store.ts';

/** Copies each member, so that a new column is not exposed by accident. */
export const toDebateResponse = (row: DebateRow): DebateResponse => ({
  id: row.id,
  question: row.question,
  title: row.title,
  preset: row.preset,
  status: row.status,
  phase: row.phase,
  round: row.round,
  models: row.models,
  agreement: row.agreement,
  answer: row.answer,
  costUsd: row.costUsd,
  seq: row.seq,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});
