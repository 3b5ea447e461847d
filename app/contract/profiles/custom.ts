import type { Overrides } from '../overrides.ts';
import type { Contract } from '../types/contract.ts';

/**
 * A profile of your own, `ROSTRUM_PROFILE=custom`: what differs from production, any part of the contract to any
 * depth. An example, for a service under your own name that keeps its logs longer:
 *
 *     { deployment: { naming: { domain: 'debates.example', certificateArn: 'arn:aws:acm:…' }, logDays: 90 } }
 *
 * `npm run contract -- check` says whether all numbers still agree. The bundle has it inside: build and deploy
 * again.
 */
export const customProfile: Overrides<Contract> = {};
