import { createHash } from 'node:crypto';
import { canonicalJson } from '../contract/derived.ts';
import type { Contract } from '../contract/types/contract.ts';

/**
 * SHA-256 of a contract, in hex: what a deployment gives its processes as ROSTRUM_CONTRACT, /health shows and records
 * name. It is taken of the profile's contract as it stands, before a variable overrides any of it.
 */
export const contractHash = (contract: Contract): string =>
  createHash('sha256').update(canonicalJson(contract)).digest('hex');
