import { invariants } from '../../../app/contract/invariants.ts';
import { kubernetesRules } from '../models/kubernetes/file-kind.ts';
import { rostrumUpstreamRules } from '../models/nginx/rostrum-upstream.ts';
import type { Rule } from '../types.ts';
import { cloudFormationRules } from './cloudformation/all.ts';
import { upstreamNameKnown } from './combined/upstream-name-known.ts';
import { composeRules } from './compose.ts';
import { nginxRules } from './nginx/all.ts';

/** Every rule that is not an invariant, once. */
export const auditRules: readonly Rule[] = [
  ...new Map(
    [
      ...cloudFormationRules,
      ...kubernetesRules,
      ...composeRules,
      ...nginxRules,
      ...rostrumUpstreamRules,
      upstreamNameKnown,
    ].map((rule) => [rule.id, rule]),
  ).values(),
];

const knownIds: ReadonlySet<string> = new Set([...auditRules, ...invariants].map(({ id }) => id));

export const isRuleId = (id: string): boolean => knownIds.has(id);
