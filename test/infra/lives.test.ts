import { describe, expect, test } from 'vitest';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { type Life, scaleOf, timeline } from '../../infra/lives/life.ts';
import { lives } from '../../infra/lives/lives.ts';

const life: Life = {
  of: 'a thing',
  parts: [
    {
      zero: 'its first moment',
      deadlines: [
        { says: 'last', lasts: 'deployment.cdn.completionMs', owner: 'gateway', outcome: 'it is cut' },
        { says: 'then', after: 'work.leaseMs', lasts: 'work.claimMs', owner: 'us', outcome: 'claimed' },
        { says: 'first', lasts: 'work.leaseMs', owner: 'us', outcome: 'free' },
        { says: 'behind a gateway', lasts: 'edge.gatewayIdleMs', owner: 'gateway', outcome: 'it is cut' },
      ],
    },
    {
      zero: 'the function',
      deadlines: [
        {
          says: 'it runs',
          lasts: 'deployment.function.timeoutMs',
          owner: 'platform',
          outcome: 'killed',
          when: 'deployment.function.enabled',
        },
      ],
    },
  ],
};

const told = (name: Parameters<typeof profile>[0]) =>
  timeline(life, profile(name)).parts.map(({ spans }) =>
    spans.map(({ says, fromMs, toMs }) => [says, fromMs, toMs]),
  );

describe('a timeline', () => {
  test('has its deadlines in the order in which they end, each from where it begins', () => {
    expect(told('hybrid')).toEqual([
      [
        ['first', 0, 6000],
        ['then', 6000, 7000],
        ['behind a gateway', 0, 120_000],
        ['last', 0, Number.POSITIVE_INFINITY],
      ],
      [['it runs', 0, 85_000]],
    ]);
  });

  test('leaves out what is not there', () => {
    expect(told('development').map((spans) => spans.map(([says]) => says))).toEqual([
      ['first', 'then', 'last'],
    ]);
  });
});

test('a scale goes one way, from nothing to all, and what has no end reaches it', () => {
  const spans = timeline(life, profile('production')).parts.flatMap((part) => part.spans);
  const scale = scaleOf(spans);
  const places = [0, 40, 1000, 6000, 7000, 120_000, Number.POSITIVE_INFINITY].map(scale);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect([places[0], places.at(-1)]).toEqual([0, 1]);
  expect(new Set(places).size).toBe(places.length);
});

test.each(profileNames)('in %s every life has parts, and no deadline ends before it begins', (name) => {
  for (const known of lives) {
    const { of, parts } = timeline(known, profile(name));
    expect(parts.length, of).toBeGreaterThan(0);
    for (const { fromMs, toMs, says } of parts.flatMap((part) => part.spans))
      expect(toMs, says).toBeGreaterThan(fromMs);
  }
});
