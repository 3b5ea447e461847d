import { z } from '@hono/zod-openapi';
import type { FailureReason, Phase, Role, StopReason } from '../debate/events.ts';
import type { DebateResource } from '../debate/resources.ts';

/** The names of a union, each as its own value: one that is lacking, or too many, does not compile. */
type Names<T extends string> = { readonly [Name in T]: Name };

const statuses: Names<DebateResource['status']> = {
  running: 'running',
  paused: 'paused',
  decided: 'decided',
  failed: 'failed',
  cancelled: 'cancelled',
};

const roles: Names<Role> = {
  advocate: 'advocate',
  sceptic: 'sceptic',
  'evidence-checker': 'evidence-checker',
  proponent: 'proponent',
  opponent: 'opponent',
  judge: 'judge',
  member: 'member',
};

const phases: Names<Phase> = { propose: 'propose', critique: 'critique', revise: 'revise', decide: 'decide' };

const stopReasons: Names<StopReason> = {
  agreed: 'agreed',
  stable: 'stable',
  rounds: 'rounds',
  budget: 'budget',
  deadline: 'deadline',
  concluded: 'concluded',
  'quorum-lost': 'quorum-lost',
  takeovers: 'takeovers',
};

const failureReasons: Names<FailureReason> = {
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

export const status = z.enum(statuses);
export const role = z.enum(roles);
export const phase = z.enum(phases);
export const stopReason = z.enum(stopReasons);
export const recordStopReason = z.enum({ ...stopReasons, cancelled: 'cancelled' });
export const failureReason = z.enum(failureReasons);
