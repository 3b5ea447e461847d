import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import {
  canonicalJson,
  connectionsMax,
  drainMs,
  keepAliveMs,
  nodeServerLimits,
  overriddenValues,
} from '../../app/contract/derived.ts';
import { applyOverrides, profile, profileNames } from '../../app/contract/profiles.ts';

const development = profile('development');
const production = profile('production');

test('direct clients get the documented keep-alive; a gateway gets one that outlives its own', () => {
  expect(keepAliveMs(development)).toBe(5000);
  expect(keepAliveMs(production)).toBe(125_000);
});

test('where the documented keep-alive loses, both numbers and the reason are told', () => {
  expect(overriddenValues(development)).toEqual([]);
  expect(overriddenValues(production)).toMatchObject([
    { path: 'http.directKeepAliveMs', documentedMs: 5000, derivedMs: 125_000 },
  ]);
});

test('the drain is the sum of its steps', () => {
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
  expect(canonicalJson(reordered)).toBe(canonicalJson(production));
  expect(JSON.parse(canonicalJson(production))).toEqual(production);
});

test('one number more or less changes the canonical text', () => {
  const changed = applyOverrides(production, { edge: { marginMs: production.edge.marginMs + 1 } });
  expect(canonicalJson(changed)).not.toBe(canonicalJson(production));
});

test('the database bears all tasks while they are replaced, the one that migrates, and a person who looks', () => {
  const contract = applyOverrides(profile('production'), { database: { poolMax: 10 } });
  // Twice three web tasks of two processes, twice two workers, and the one that migrates.
  expect(connectionsMax(contract, { webTasks: 3, workerTasks: 2, processesPerTask: 2 })).toBe(
    (12 + 4 + 1) * 10 + 5,
  );
});
