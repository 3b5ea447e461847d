import type { Overrides } from '../../app/contract/overrides.ts';
import type { ProfileName } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { TestBed } from './test-bed.ts';

/** The number of tries, and a description of each failed one. */
export interface Observation {
  readonly total: number;
  readonly failures: readonly string[];
}

/** Runs an invariant twice: with the unchanged contract, and with one number changed so that it fails. */
export interface Experiment {
  readonly id: string;
  /** The failure in production. */
  readonly predictedFailure: string;
  /** Stands in for the platform; without one, the experiment itself sends, stalls and kills. */
  readonly platform?: Platform;
  /** The profile whose values are used; default: production behind one proxy. */
  readonly profile?: ProfileName;
  /** Only matching failures count as predicted. */
  readonly failurePattern: RegExp;
  /** Lower where tens of milliseconds on a busy machine would decide. */
  readonly factor?: number;
  /** Overrides for both runs, to isolate the invariant. */
  readonly commonOverrides?: Overrides<Contract>;
  /** The one override of the broken run. */
  readonly mutate: (whole: Contract) => Overrides<Contract>;
  /** The only layer that gets the broken number, where two layers drift apart; default: all. */
  readonly driftedLayer?: 'nginx' | 'processes';
  /** The model of all seats. */
  readonly model?: string;
  run(testBed: TestBed): Promise<Observation>;
}

/** Real nginx, an imitation of an AWS or Kubernetes service, or the validation of a template before deployment. */
export type Platform = 'nginx' | 'imitation' | 'validation';

/** An hour of production takes six minutes. */
export const defaultFactor = 10;

export const factorOf = ({ factor = defaultFactor }: Experiment): number => factor;
