import { describe, expect, inject, it } from 'vitest';
import { runScenario, type Scenario, type ScenarioOptions } from './scenario.ts';

/** Turns of half a second, so that debates take a few seconds. */
const model = 'rehearsal?tps=400&ttftMs=200&words=30';
const timeoutMs = 240_000;
/** Each scenario starts its own servers; the shared ones show that the programs are installed. */
const isInstalled = inject('postgresUrl') !== null && inject('redisUrl') !== null;

type ShortScenario = readonly [title: string, scenario: Scenario, options: Partial<ScenarioOptions>];

/** Runs short versions of scenarios one after another, because each uses the whole machine. */
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
