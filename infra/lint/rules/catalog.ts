import { invariants } from '../../../app/contract/invariants.ts';
import type { Rule } from '../types.ts';
import { cloudFormationRules } from './cloudformation/all.ts';
import { composeRules } from './compose/all.ts';
import { type InvariantId, invariantRules } from './invariants.ts';
import { kubernetesRules } from './kubernetes/all.ts';
import { nginxRules } from './nginx/all.ts';
import { programRules } from './program/all.ts';
import { rostrumRules } from './rostrum/all.ts';
import { upstreamNameKnown } from './upstream-name-known.ts';

const checkedRules = [
  ...cloudFormationRules,
  ...kubernetesRules,
  ...composeRules,
  ...nginxRules,
  ...programRules,
  ...rostrumRules,
  upstreamNameKnown,
];

type CheckedRuleId = (typeof checkedRules)[number]['id'];
export type RuleId = CheckedRuleId | InvariantId;

/** Every rule that is not only about Rostrum's own design. */
export const allRules: readonly Rule[] = [...checkedRules, ...invariantRules];

const knownIds: ReadonlySet<string> = new Set([...allRules, ...invariants].map(({ id }) => id));

export const isRuleId = (id: string): id is RuleId => knownIds.has(id);

/** Rules that stay silent where one of the others reports the same location with more detail. */
const supersessions: Readonly<Partial<Record<CheckedRuleId, readonly RuleId[]>>> = {
  'attribute-in-range': ['gateway-idle-allowed', 'client-keep-alive-allowed', 'deregistration-allowed'],
  'capacity-has-room': ['web-scaling-range', 'worker-scaling-range'],
  'cdn-origin-in-range': ['gateway-read-allowed'],
  'deployment-has-room': ['web-deployment-headroom', 'worker-deployment-headroom'],
  'fargate-size': [
    'web-memory-minimum',
    'web-memory-maximum',
    'worker-memory-minimum',
    'worker-memory-maximum',
  ],
  'function-in-range': ['function-within-gateway'],
  'health-check-in-range': ['balancer-check-timeout-within-interval'],
  'heap-within-limit': ['web-heap-within-memory', 'worker-heap-within-memory'],
  'slow-start-with-round-robin': ['slow-start-allowed'],
  'socket-path-upgrades': ['our-socket-upgrades'],
  'stop-in-range': ['stop-allowed'],
};

const supersededBy: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(supersessions));

export const isSupersededBy = (id: string, other: string): boolean =>
  supersededBy.get(id)?.includes(other) === true;

/** A rule in a few paragraphs. */
export const describeRule = ({ id, summary, rationale, fix, severity, formats, source }: Rule): string[] => [
  `${id}: ${summary}.`,
  `Prevents ${rationale}.`,
  `Fix: ${fix}`,
  `A rule of the audit for ${formats.join(', ')}, of severity ${severity}.`,
  `Source: ${source}`,
];
