import { createHash } from 'node:crypto';
import { serializeContract } from '../contract/derived.ts';
import type { Contract } from '../contract/types/contract.ts';

/**
 * SHA-256 of a contract, in hex. A deployment passes it to its processes as ROSTRUM_CONTRACT; /health and records show
 * it. It is computed from the profile, before environment variables override any value.
 */
export const contractHash = (contract: Contract): string =>
  createHash('sha256').update(serializeContract(contract)).digest('hex');
