import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { subscriptionTransitions } from '../../app/live/subscription-state.ts';
import { runTransitions } from '../../app/worker/run-state.ts';

const text = readFileSync(new URL('../../docs/ARCHITECTURE.md', import.meta.url), 'utf8');

test.each([
  ['subscription', subscriptionTransitions],
  ['run', runTransitions],
])('the drawing of one %s in the architecture document shows its transitions', (name, transitions) => {
  const [, section = ''] = text.split(`### One ${name}\n`);
  const [, drawing = ''] = /```mermaid\n([\s\S]*?)```/.exec(section) ?? [];
  const drawn = [...drawing.matchAll(/^ {2}(\w+) --> (\w+): ([\w-]+)$/gm)].map(([, from, to, step]) => [
    from,
    step,
    to,
  ]);
  const declared = Object.entries(transitions).flatMap(([from, steps]) =>
    Object.entries(steps).map(([step, to]) => [from, step, to]),
  );
  expect(drawn.toSorted()).toEqual(declared.toSorted());
});
