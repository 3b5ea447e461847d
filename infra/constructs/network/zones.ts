import { Fn } from 'aws-cdk-lib';

/**
 * The zones of a deployment: those that whoever deploys names, else the first of the region, as CloudFormation finds
 * them, so that synth looks nothing up. Which zone a name stands for differs from account to account, and CloudFront
 * reaches no origin in some of them.
 */
export function chooseZones(count: number, names: readonly string[] | null = null): string[] {
  return names === null
    ? Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs()))
    : [...names];
}
