import { Fn } from 'aws-cdk-lib';

/**
 * The zones of a deployment: the operator's, or the first of the region as CloudFormation resolves them, so that synth
 * needs no lookup. Zone names map to different zones in each account, and CloudFront cannot reach origins in some.
 */
export function chooseZones(count: number, names: readonly string[] | null = null): string[] {
  return names === null
    ? Array.from({ length: count }, (_, index) => Fn.select(index, Fn.getAzs()))
    : [...names];
}
