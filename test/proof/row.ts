import type { Contract } from '../../app/contract/contract.ts';
import type { Differences } from '../../app/contract/profiles.ts';
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

/** Unless a row says otherwise: an hour of production takes six minutes. */
export const usualFactor = 10;

export const factorOf = ({ factor = usualFactor }: Row): number => factor;
