import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { NamingSettings } from '../../../app/contract/types/account.ts';

export interface DnsTarget {
  readonly alias: route53.IAliasRecordTarget;
  readonly hasIpv6: boolean;
}

/** The records of the contract's domain, if its zone is in this account. */
export function createDnsRecords(
  scope: Construct,
  { domain, hostedZoneId }: NamingSettings,
  { alias, hasIpv6 }: DnsTarget,
): void {
  if (domain === null || hostedZoneId === null) return;
  const zone = route53.HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId, zoneName: domain });
  const record = { zone, recordName: `${domain}.`, target: route53.RecordTarget.fromAlias(alias) };
  new route53.ARecord(scope, 'AddressV4', record);
  if (hasIpv6) new route53.AaaaRecord(scope, 'AddressV6', record);
}
