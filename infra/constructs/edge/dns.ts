import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** The public domain: the contract's, with DNS records if its zone is in this account, or CloudFront's. */
export function createDnsRecords(
  scope: Construct,
  { deployment: { naming } }: Contract,
  distribution: cloudfront.Distribution,
): string {
  const { domain, hostedZoneId } = naming;
  if (domain === null) return `https://${distribution.distributionDomainName}`;
  if (hostedZoneId !== null) {
    const zone = route53.HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
      hostedZoneId,
      zoneName: domain,
    });
    const target = route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution));
    new route53.ARecord(scope, 'AddressV4', { zone, recordName: `${domain}.`, target });
    new route53.AaaaRecord(scope, 'AddressV6', { zone, recordName: `${domain}.`, target });
  }
  return `https://${domain}`;
}
