import { expect, test } from 'vitest';
import { until } from './until.ts';

test('until resolves once the condition holds', async () => {
  let calls = 0;
  await until(() => {
    calls += 1;
    return calls === 3;
  }, 'three calls');
  expect(calls).toBe(3);
});

test('until fails with what was awaited and the last value', async () => {
  const waiting = until(() => false, 'the answer', { last: () => ['half an answer'], timeoutMs: 5 });
  await expect(waiting).rejects.toThrow("Waited 5 ms for the answer; last value: [ 'half an answer' ]");
});
