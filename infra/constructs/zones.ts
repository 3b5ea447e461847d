import { Fn } from 'aws-cdk-lib';

/** The first zones of the region that it is deployed to, as CloudFormation finds them: synth looks nothing up. */
export const zonesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs()));
