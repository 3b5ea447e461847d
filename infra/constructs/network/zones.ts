import { Fn } from 'aws-cdk-lib/core';

/** The first zones of the region, as CloudFormation resolves them, so that synth needs no lookup. */
export const zonesOfRegion = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs()));
