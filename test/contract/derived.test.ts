import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import {
  connectionsMax,
  drainMs,
  keepAliveMs,
  nodeServerLimits,
  overriddenValues,
  serializeContract,
} from '../../app/contract/derived.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';

const development = profile('development');
const production = profile('production');

test('keep-alive is the documented one for direct clients, and longer than the gateway’s behind one', () => {
  expect(keepAliveMs(development)).toBe(5000);
  expect(keepAliveMs(production)).toBe(125_000);
});

test('overriddenValues lists replaced values with both numbers, and only those of a gateway that is there', () => {
  expect(overriddenValues(development)).toEqual([]);
  expect(overriddenValues(production)).toMatchObject([
    { path: 'http.directKeepAliveMs', documentedMs: 5000, derivedMs: 125_000 },
    { path: 'classes.api.deadlineMs', documentedMs: 300_000, derivedMs: 80_000 },
    { path: 'deployment.cdn.socketIdleMs', documentedMs: 3_600_000, derivedMs: 600_000 },
  ]);
  expect(overriddenValues(profile('self-hosted')).map(({ path }) => path)).toEqual([
    'http.directKeepAliveMs',
  ]);
});

test('drainMs is the sum of the drain steps', () => {
  expect(drainMs(production)).toBe(15_000 + 85_000 + 10_000 + 5000);
});

test.each(profileNames)('Node accepts the server limits of %s', (name) => {
  const limits = nodeServerLimits(profile(name));
  const server = createServer(limits);
  expect(server).toMatchObject({
    keepAliveTimeout: limits.keepAliveTimeout,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
  });
});

test('equal contracts have equal canonical text whatever the order of their members', () => {
  const { edge, ...rest } = production;
  const { gatewayIdleMs, ...restOfEdge } = edge;
  const reordered = { ...rest, edge: { ...restOfEdge, gatewayIdleMs } };
  expect(JSON.stringify(reordered)).not.toBe(JSON.stringify(production));
  expect(serializeContract(reordered)).toBe(serializeContract(production));
  expect(JSON.parse(serializeContract(production))).toEqual(production);
});

test('a change of one number changes the canonical text', () => {
  const changed = applyOverrides(production, { edge: { marginMs: production.edge.marginMs + 1 } });
  expect(serializeContract(changed)).not.toBe(serializeContract(production));
});

test('connectionsMax counts all tasks during a rollout, the migration and a reserve', () => {
  const contract = applyOverrides(profile('production'), { database: { poolMax: 10 } });
  // Twice three web tasks of two processes, twice two workers, and the migration.
  expect(connectionsMax(contract, { webTasks: 3, workerTasks: 2, processesPerTask: 2 })).toBe(
    (12 + 4 + 1) * 10 + 5,
  );
});
