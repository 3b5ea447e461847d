import { contractIsDeployedOne } from './contract-is-the-deployed-one.ts';
import { heapWithinLimit } from './heap-within-limit.ts';
import { programHasSignal } from './program-has-the-signal.ts';
import { programMayMissSignal } from './program-may-miss-the-signal.ts';

/** Rules for a program on any platform. */
export const programRules = [programHasSignal, programMayMissSignal, heapWithinLimit, contractIsDeployedOne];
