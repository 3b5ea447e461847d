import type { Contract } from '../../app/contract/contract.ts';
import type { Differences, ProfileName } from '../../app/contract/profiles.ts';
import type { Stage } from './stage.ts';

/** What was tried, and how it went wrong each time that it did. */
export interface Seen {
  readonly of: number;
  readonly failures: readonly string[];
}

/** An invariant, and how to see it fail: once with the contract as it is, once with one number changed. */
export interface Row {
  readonly id: string;
  /** What goes wrong in production, in a few words. */
  readonly predicts: string;
  /** What plays the part of the platform; where none has one, the row itself asks, stalls and kills. */
  readonly shownBy?: Platform;
  /** Whose numbers they are: of what stands behind one nginx unless it is said. */
  readonly profile?: ProfileName;
  /** A failure that is not of this kind does not count as what was predicted. */
  readonly expected: RegExp;
  /** Where tens of milliseconds of a busy machine would decide, times are shortened less. */
  readonly factor?: number;
  /** What differs from the profile in both runs, so that one thing alone is looked at. */
  readonly both?: Differences<Contract>;
  /** The one number that differs in the broken run. */
  readonly breaks: (whole: Contract) => Differences<Contract>;
  /** The one layer that has the other number, where two layers have drifted apart; else all have it. */
  readonly drift?: 'nginx' | 'processes';
  /** The model of all seats. */
  readonly model?: string;
  run(stage: Stage): Promise<Seen>;
}

/** Real nginx, our own imitation of a service of AWS or of Kubernetes, or what refuses a template on its way there. */
export type Platform = 'nginx' | 'imitation' | 'validation';

/** Unless a row says otherwise: an hour of production takes six minutes. */
export const usualFactor = 10;

export const factorOf = ({ factor = usualFactor }: Row): number => factor;
