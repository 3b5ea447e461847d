import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { type Cluster, openCluster } from './cluster.ts';

export interface ScenarioOptions {
  /** The duration of the disturbance; ignored by scenarios with a single one. */
  readonly seconds: number;
  readonly debates: number;
  /** The same seed gives the same order of disturbances. */
  readonly seed: number;
  /** The model of all seats. */
  readonly model: string;
  /** Requests a second, and viewers; ignored by scenarios without them. */
  readonly rate?: number;
  readonly viewers?: number;
}

/** The result of a run. */
export interface Report {
  /** Figures to print. */
  readonly figures: Readonly<Record<string, string | number>>;
  /** Descriptions of the violations. */
  readonly violations: readonly string[];
}

export interface Scenario {
  readonly description: string;
  readonly defaults: ScenarioOptions;
  /** Processes at the start. */
  readonly webs: number;
  readonly workers: number;
  /** The contract of the processes; default: the profile `test`. */
  readonly contract?: Contract;
  run(site: Cluster, options: ScenarioOptions): Promise<Report>;
}

/** Runs a scenario on its own databases and processes, and removes them. Throws NotInstalledError. */
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

/** Turns of several seconds, so that a disturbance hits one in progress. */
export const slowModel = 'rehearsal?tps=40&ttftMs=300&words=40';

/** The quantile of the values for a share from 0 to 1; 0 without values. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const formatP50P99 = (values: readonly number[]): string =>
  values.length === 0 ? 'none' : `${quantile(values, 0.5)} / ${quantile(values, 0.99)} ms (${values.length})`;
