import { z } from '@hono/zod-openapi';
import type { FailureReason, Phase, SeatRole, StopReason } from '../../debate/core/events.ts';
import type { DebateResponse } from '../../debate/views/responses.ts';

/** All members of a union. A missing or an unknown one is a compile error. */
type EnumObject<T extends string> = { readonly [Name in T]: Name };

const statuses: EnumObject<DebateResponse['status']> = {
  running: 'running',
  paused: 'paused',
  decided: 'decided',
  failed: 'failed',
  cancelled: 'cancelled',
};

const roles: EnumObject<SeatRole> = {
  advocate: 'advocate',
  sceptic: 'sceptic',
  'evidence-checker': 'evidence-checker',
  proponent: 'proponent',
  opponent: 'opponent',
  judge: 'judge',
  member: 'member',
};

const phases: EnumObject<Phase> = {
  propose: 'propose',
  critique: 'critique',
  revise: 'revise',
  decide: 'decide',
};

const stopReasons: EnumObject<StopReason> = {
  agreed: 'agreed',
  stable: 'stable',
  rounds: 'rounds',
  budget: 'budget',
  deadline: 'deadline',
  concluded: 'concluded',
  'quorum-lost': 'quorum-lost',
  takeovers: 'takeovers',
  compared: 'compared',
};

const failureReasons: EnumObject<FailureReason> = {
  malformed: 'malformed',
  'cut-off': 'cut-off',
  'too-long': 'too-long',
  'first-token-timeout': 'first-token-timeout',
  'idle-timeout': 'idle-timeout',
  'total-timeout': 'total-timeout',
  'rate-limited': 'rate-limited',
  overloaded: 'overloaded',
  unreachable: 'unreachable',
  refused: 'refused',
  unauthorized: 'unauthorized',
  'unknown-model': 'unknown-model',
  'provider-error': 'provider-error',
  interrupted: 'interrupted',
  internal: 'internal',
};

export const statusSchema = z.enum(statuses);
export const roleSchema = z.enum(roles);
export const phaseSchema = z.enum(phases);
export const stopReasonSchema = z.enum(stopReasons);
export const recordStopReasonSchema = z.enum({ ...stopReasons, cancelled: 'cancelled' });
export const failureReasonSchema = z.enum(failureReasons);
