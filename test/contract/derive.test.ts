import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import {
  canonical,
  connectionsMax,
  drainMs,
  keepAliveMs,
  nodeServerLimits,
  overruled,
} from '../../app/contract/derive.ts';
import { profile, profileNames, withDifferences } from '../../app/contract/profiles.ts';

const development = profile('development');
const production = profile('production');

test('direct clients get the documented keep-alive; a gateway gets one that outlives its own', () => {
  expect(keepAliveMs(development)).toBe(5000);
  expect(keepAliveMs(production)).toBe(125_000);
});

test('where the documented keep-alive loses, both numbers and the reason are told', () => {
  expect(overruled(development)).toEqual([]);
  expect(overruled(production)).toMatchObject([
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
  expect(canonical(reordered)).toBe(canonical(production));
  expect(JSON.parse(canonical(production))).toEqual(production);
});

test('one number more or less changes the canonical text', () => {
  const changed = withDifferences(production, { edge: { marginMs: production.edge.marginMs + 1 } });
  expect(canonical(changed)).not.toBe(canonical(production));
});

test('the database bears all tasks while they are replaced, the one that migrates, and a person who looks', () => {
  const contract = withDifferences(profile('production'), { database: { poolMax: 10 } });
  // Twice three web tasks of two processes, twice two workers, and the one that migrates.
  expect(connectionsMax(contract, { webs: 3, workers: 2, processes: 2 })).toBe((12 + 4 + 1) * 10 + 5);
});
