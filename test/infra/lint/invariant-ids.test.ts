import { expect, test } from 'vitest';
import { invariants } from '../../../app/contract/invariants.ts';
import { invariantIds } from '../../../infra/lint/invariant-ids.ts';
import { routeClassesByInvariant } from '../../../infra/lint/link-gateways.ts';
import { kubernetesRules } from '../../../infra/lint/models/kubernetes/file-kind.ts';
import { rostrumUpstreamRules } from '../../../infra/lint/models/nginx/rostrum-upstream.ts';
import { cloudFormationRules } from '../../../infra/lint/rules/cloudformation/all.ts';
import { composeRules } from '../../../infra/lint/rules/compose.ts';
import { nginxRules } from '../../../infra/lint/rules/nginx/all.ts';

const rules = [
  ...cloudFormationRules,
  ...kubernetesRules,
  ...composeRules,
  ...nginxRules,
  ...rostrumUpstreamRules,
];
const invariantNames = invariants.map(({ id }) => id);

test('invariantIds throws for an id that no invariant has', () => {
  expect(invariantIds('stop-allowed')).toEqual(new Set(['stop-allowed']));
  expect(() => invariantIds('stop-allowed', 'stop-forbidden')).toThrow(
    'there is no invariant stop-forbidden',
  );
});

test('every id in supersededBy is an invariant or a rule', () => {
  const known = new Set([...invariantNames, ...rules.map(({ id }) => id)]);
  const unknown = rules.flatMap(({ supersededBy = [] }) => supersededBy.filter((id) => !known.has(id)));
  expect(unknown).toEqual([]);
});

test('every invariant for one kind of route exists', () => {
  expect([...routeClassesByInvariant.keys()].filter((id) => !invariantNames.includes(id))).toEqual([]);
});
