import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { HttpSettings } from '../../../app/contract/types/http.ts';

export interface ScrapeTargets {
  readonly vpc: ec2.IVpc;
  readonly web: ec2.SecurityGroup;
  readonly worker: ec2.SecurityGroup | null;
}

/**
 * A security group for a Prometheus in the VPC, which scrapes the tasks directly: the load balancer blocks /metrics.
 */
export function allowPrometheus(
  scope: Construct,
  { port, metricsPort }: Pick<HttpSettings, 'port' | 'metricsPort'>,
  { vpc, web, worker }: ScrapeTargets,
): void {
  const scraper = new ec2.SecurityGroup(scope, 'ScraperSecurityGroup', {
    vpc,
    description: 'Put Prometheus into this group: it may scrape the tasks',
  });
  web.connections.allowFrom(scraper, ec2.Port.tcp(port), 'Prometheus');
  worker?.connections.allowFrom(scraper, ec2.Port.tcp(metricsPort), 'Prometheus');
}
