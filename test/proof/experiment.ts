import type { Overrides, ProfileName } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { TestBed } from './test-bed.ts';

/** What was tried, and how it went wrong each time that it did. */
export interface Observation {
  readonly total: number;
  readonly failures: readonly string[];
}

/** An invariant, and how to see it fail: once with the contract as it is, once with one number changed. */
export interface Experiment {
  readonly id: string;
  /** What goes wrong in production, in a few words. */
  readonly predictedFailure: string;
  /** What plays the part of the platform; where none has one, the row itself asks, stalls and kills. */
  readonly platform?: Platform;
  /** Whose numbers they are: of what stands behind one nginx unless it is said. */
  readonly profile?: ProfileName;
  /** A failure that is not of this kind does not count as what was predicted. */
  readonly failurePattern: RegExp;
  /** Where tens of milliseconds of a busy machine would decide, times are shortened less. */
  readonly factor?: number;
  /** What differs from the profile in both runs, so that one thing alone is looked at. */
  readonly commonOverrides?: Overrides<Contract>;
  /** The one number that differs in the broken run. */
  readonly mutate: (whole: Contract) => Overrides<Contract>;
  /** The one layer that has the other number, where two layers have drifted apart; else all have it. */
  readonly driftedLayer?: 'nginx' | 'processes';
  /** The model of all seats. */
  readonly model?: string;
  run(stage: TestBed): Promise<Observation>;
}

/** Real nginx, our own imitation of a service of AWS or of Kubernetes, or what refuses a template on its way there. */
export type Platform = 'nginx' | 'imitation' | 'validation';

/** Unless a row says otherwise: an hour of production takes six minutes. */
export const defaultFactor = 10;

export const factorOf = ({ factor = defaultFactor }: Experiment): number => factor;
