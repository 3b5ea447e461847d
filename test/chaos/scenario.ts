import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { type Cluster, openCluster } from './cluster.ts';

/** How much of it. */
export interface ScenarioOptions {
  /** How long the disturbance goes on; of no meaning to scenarios that disturb once. */
  readonly seconds: number;
  readonly debates: number;
  /** The same seed disturbs in the same order. */
  readonly seed: number;
  /** What speaks for all seats. */
  readonly model: string;
  /** Requests a second, and viewers; of no meaning to scenarios that name none. */
  readonly rate?: number;
  readonly viewers?: number;
}

/** What a run has shown. */
export interface Report {
  /** Printed as they are. */
  readonly figures: Readonly<Record<string, string | number>>;
  /** What should not have happened, in words. */
  readonly violations: readonly string[];
}

export interface Scenario {
  readonly description: string;
  readonly defaults: ScenarioOptions;
  /** Processes that run at first. */
  readonly webs: number;
  readonly workers: number;
  /** What the processes run under; the profile `test` unless given. */
  readonly contract?: Contract;
  run(site: Cluster, options: ScenarioOptions): Promise<Report>;
}

/** Runs it on databases and processes of its own, which are gone afterwards. Throws NotInstalled. */
export async function runScenario(
  scenario: Scenario,
  overrides: Partial<ScenarioOptions> = {},
): Promise<Report> {
  const options = { ...scenario.defaults, ...overrides };
  const { webs, workers, contract = profile('test') } = scenario;
  const cluster = await openCluster(contract, options.model, webs, workers);
  try {
    return await scenario.run(cluster, options);
  } finally {
    await cluster.close();
  }
}

/** Turns that take seconds: what is disturbed meets one that is spoken. */
export const slowModel = 'rehearsal?tps=40&ttftMs=300&words=40';

/** The value below which a share (0 to 1) of the values lie; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const formatP50P99 = (values: readonly number[]): string =>
  values.length === 0 ? 'none' : `${quantile(values, 0.5)} / ${quantile(values, 0.99)} ms (${values.length})`;
