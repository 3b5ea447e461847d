import { describe, expect, test } from 'vitest';
import { profile, profileNames } from '../../../app/contract/profiles.ts';
import { timelineDefinitions } from '../../../infra/timelines/all.ts';
import { buildTimeline, createLogScale, type TimelineDefinition } from '../../../infra/timelines/timeline.ts';

const definition: TimelineDefinition = {
  subject: 'a thing',
  sections: [
    {
      origin: 'its first moment',
      deadlines: [
        {
          description: 'last',
          duration: 'deployment.cdn.completionMs',
          owner: 'gateway',
          outcome: 'it is cut',
        },
        {
          description: 'then',
          after: 'work.leaseMs',
          duration: 'work.claimIntervalMs',
          owner: 'us',
          outcome: 'claimed',
        },
        { description: 'first', duration: 'work.leaseMs', owner: 'us', outcome: 'free' },
        {
          description: 'behind a gateway',
          duration: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it is cut',
        },
      ],
    },
    {
      origin: 'the function',
      deadlines: [
        {
          description: 'it runs',
          duration: 'deployment.function.timeoutMs',
          owner: 'platform',
          outcome: 'killed',
          when: 'deployment.function.enabled',
        },
      ],
    },
  ],
};

const spansIn = (name: Parameters<typeof profile>[0]) =>
  buildTimeline(definition, profile(name)).sections.map(({ spans }) =>
    spans.map(({ description, fromMs, toMs }) => [description, fromMs, toMs]),
  );

describe('a timeline', () => {
  test('sorts the deadlines by their end', () => {
    expect(spansIn('hybrid')).toEqual([
      [
        ['first', 0, 6000],
        ['then', 6000, 7000],
        ['behind a gateway', 0, 120_000],
        ['last', 0, Number.POSITIVE_INFINITY],
      ],
      [['it runs', 0, 85_000]],
    ]);
  });

  test('leaves out absent layers', () => {
    expect(spansIn('development').map((spans) => spans.map(([says]) => says))).toEqual([
      ['first', 'then', 'last'],
    ]);
  });
});

test('the scale is monotonic from 0 to 1, and maps infinity to 1', () => {
  const spans = buildTimeline(definition, profile('production')).sections.flatMap((part) => part.spans);
  const scale = createLogScale(spans);
  const places = [0, 40, 1000, 6000, 7000, 120_000, Number.POSITIVE_INFINITY].map(scale);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect([places[0], places.at(-1)]).toEqual([0, 1]);
  expect(new Set(places).size).toBe(places.length);
});

test.each(profileNames)(
  'in %s every timeline has sections, and no deadline ends before it starts',
  (name) => {
    for (const known of timelineDefinitions) {
      const { subject, sections } = buildTimeline(known, profile(name));
      expect(sections.length, subject).toBeGreaterThan(0);
      for (const { fromMs, toMs, description } of sections.flatMap((part) => part.spans))
        expect(toMs, description).toBeGreaterThan(fromMs);
    }
  },
);
