import { describe, expect, inject, it } from 'vitest';
import { runScenario, type Scenario, type ScenarioOptions } from './scenario.ts';

/** Turns of half a second, so that whole debates take some. */
const model = 'rehearsal?tps=400&ttftMs=200&words=30';
const timeoutMs = 120_000;
/** Each scenario has its own; that there are some for all shows that they are installed. */
const isInstalled = inject('postgresUrl') !== null && inject('redisUrl') !== null;

type ShortScenario = readonly [says: string, scenario: Scenario, much: Partial<ScenarioOptions>];

/** Runs scenarios in their short forms, one after another: each takes what the machine has. */
export function runShortScenarios(name: string, scenarios: readonly ShortScenario[]): void {
  describe.skipIf(!isInstalled)(name, () => {
    it.each(scenarios)(
      '%s',
      async (_, scenario, options) => {
        const report = await runScenario(scenario, { model, ...options });
        expect(report.violations).toEqual([]);
      },
      timeoutMs,
    );
  });
}
