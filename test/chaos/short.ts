import { describe, expect, inject, it } from 'vitest';
import { type Options, runScenario, type Scenario } from './scenario.ts';

/** Turns of half a second, so that whole debates take some. */
const model = 'rehearsal?tps=400&ttftMs=200&words=30';
const timeoutMs = 120_000;
/** Each scenario has its own; that there are some for all shows that they are installed. */
const installed = inject('postgresUrl') !== null && inject('redisUrl') !== null;

type Short = readonly [says: string, scenario: Scenario, much: Partial<Options>];

/** Runs scenarios in their short forms, one after another: each takes what the machine has. */
export function runShort(name: string, scenarios: readonly Short[]): void {
  describe.skipIf(!installed)(name, () => {
    it.each(scenarios)(
      '%s',
      async (_, scenario, much) => {
        const report = await runScenario(scenario, { model, ...much });
        expect(report.breaches).toEqual([]);
      },
      timeoutMs,
    );
  });
}
