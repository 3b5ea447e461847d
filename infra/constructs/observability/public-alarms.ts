import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { edgeRegion } from '../../checks/contract-errors.ts';
import type { ProbeEvent } from '../../lambda/public-probe.ts';
import { createFunctionRole, functionRuntime } from '../compute/lambda-defaults.ts';
import type { RostrumProps } from '../rostrum-props.ts';
import { aboveMaximum, createAlarm } from './alarms.ts';

type PropsOfAlarms = Pick<RostrumProps, 'contract' | 'code' | 'clients' | 'loadBalancer'>;
type SettingsOfAlarms = Pick<Contract, 'profile' | 'deployment'>;

export interface PublicAlarmDeps {
  readonly topic: sns.Topic;
  readonly url: string;
  /** null: clients connect to the load balancer. */
  readonly distribution: cloudfront.Distribution | null;
  /** What answers; the first probe comes later. */
  readonly service: IDependable;
}

/**
 * What happens on the way to the load balancer, whose metrics then show nothing: names, certificates, CloudFront, its
 * origin, security groups.
 */
export function createPublicAlarms(scope: Construct, props: PropsOfAlarms, deps: PublicAlarmDeps): void {
  if (isPublic(props)) createProbeAlarm(scope, props, deps);
  if (deps.distribution !== null) createCloudFrontAlarm(scope, props.contract, deps.distribution, deps.topic);
}

/** Whether everyone may connect, and so the probe; a shared load balancer has clients of its own. */
const isPublic = ({ contract: { deployment }, clients, loadBalancer }: PropsOfAlarms): boolean =>
  deployment.ingress === 'cloudfront' ||
  (deployment.ingress === 'internet' &&
    Object.keys(deployment.balancer.clientCidrs).length === 0 &&
    clients === undefined &&
    loadBalancer === undefined);

const probeTimeoutSeconds = 10;
const functionTimeoutSeconds = 15;

/** Asks every minute, as a viewer would, without viewers and in every region (docs/adr/0020-one-stack.md). */
function createProbeAlarm(
  scope: Construct,
  { contract, code }: PropsOfAlarms,
  { topic, url, service }: PublicAlarmDeps,
): void {
  const { deployment } = contract;
  const probe = new lambda.Function(scope, 'PublicProbe', {
    description: 'Asks the public address every minute whether it answers',
    runtime: functionRuntime,
    handler: 'handler.publicProbe',
    code: lambda.Code.fromAsset(code.customResources),
    timeout: Duration.seconds(functionTimeoutSeconds),
    ...createFunctionRole(scope, 'PublicProbe', deployment),
  });
  const event: ProbeEvent = { url: `${url}${routes.health.path}`, timeoutMs: probeTimeoutSeconds * 1000 };
  const rule = new events.Rule(scope, 'PublicProbeRule', {
    description: 'Calls the probe of the public address',
    schedule: events.Schedule.rate(Duration.minutes(1)),
    targets: [new targets.LambdaFunction(probe, { event: events.RuleTargetInput.fromObject(event) })],
  });
  rule.node.addDependency(service);
  createAlarm(scope, contract, topic, 'public', {
    alarmDescription: 'The public address does not answer',
    metric: probe.metricErrors({ period: Duration.millis(deployment.alarms.periodMs) }),
    threshold: 0,
    evaluationPeriods: deployment.alarms.periods,
    ...aboveMaximum,
  });
}

/** CloudFront writes its metrics in us-east-1 only, and an alarm reads those of its own region. */
function createCloudFrontAlarm(
  scope: Construct,
  contract: SettingsOfAlarms,
  distribution: cloudfront.Distribution,
  topic: sns.Topic,
): void {
  if (Stack.of(scope).region !== edgeRegion) return;
  const { periodMs, periods, errorPercentMax } = contract.deployment.alarms;
  createAlarm(scope, contract, topic, 'cloudfront', {
    alarmDescription: 'CloudFront answers more requests than allowed with 5xx',
    metric: distribution.metric5xxErrorRate({
      // CDK leaves out the region, and CloudWatch finds a metric only by all of its dimensions.
      dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
      period: Duration.millis(periodMs),
    }),
    threshold: errorPercentMax,
    evaluationPeriods: periods,
    ...aboveMaximum,
  });
}
