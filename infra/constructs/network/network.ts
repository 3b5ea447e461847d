import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import { addressesReserved } from '../../checks/aws-limits.ts';
import { createLogGroup } from '../observability/log-group.ts';
import type { RostrumProps } from '../rostrum-props.ts';
import { asVpc } from '../type-adapters.ts';

export interface NetworkResources {
  readonly vpc: ec2.IVpc;
  /** Subnets of the tasks; their addresses are public unless the contract says otherwise. */
  readonly taskSubnets: ec2.SubnetSelection;
  readonly tasksArePublic: boolean;
  /** Of its addresses. Throws if an existing network was named without it. */
  readonly cidr: string;
  readonly balancerSubnets: ec2.SubnetSelection;
  /** Subnets of the data, unreachable from outside. */
  readonly isolatedSubnets: ec2.SubnetSelection;
  /** Members may reach the database, the cache and the private endpoints. It accepts no connections. */
  readonly dataClients: ec2.ISecurityGroup;
}

const addressBits = 32;

type SettingsOfNetwork = Pick<DeploymentSettings, 'network' | 'ingress' | 'account' | 'logDays'>;

/** An existing network, with subnets for tasks and for internal resources; or the zones of a new one. */
export type NetworkProps = Pick<
  RostrumProps,
  'vpc' | 'taskSubnets' | 'internalSubnets' | 'balancerSubnets' | 'zoneIds'
>;

export function createNetwork(
  scope: Construct,
  deployment: SettingsOfNetwork,
  existing: NetworkProps = {},
): NetworkResources {
  const { network, ingress, account } = deployment;
  const vpc = existing.vpc ?? createVpc(scope, deployment, existing.zoneIds ?? null);
  const dataClients = new ec2.SecurityGroup(scope, 'DataClients', {
    vpc,
    description: 'May reach the database, the cache and the private endpoints',
    allowAllOutbound: false,
    disableInlineRules: true,
  });
  if (network.tasks === 'endpoints' && !existing.vpc) {
    const services = account.allowExec ? { ...endpointServices, ...execServices } : endpointServices;
    addEndpoints(scope, vpc, dataClients, services);
  }
  const isolatedSubnets = existing.internalSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  const publicSubnets = { subnetType: ec2.SubnetType.PUBLIC };
  return {
    vpc,
    // That of a new network is a reference, which cdk-nag cannot evaluate.
    get cidr() {
      return existing.vpc?.vpcCidrBlock ?? network.cidr;
    },
    tasksArePublic: network.tasks === 'public',
    dataClients,
    taskSubnets: existing.taskSubnets ?? { subnetType: taskSubnetTypes[network.tasks] },
    isolatedSubnets,
    balancerSubnets: existing.balancerSubnets ?? (ingress === 'internet' ? publicSubnets : isolatedSubnets),
  };
}

const taskSubnetTypes = {
  public: ec2.SubnetType.PUBLIC,
  nat: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  endpoints: ec2.SubnetType.PRIVATE_ISOLATED,
};

function createVpc(
  scope: Construct,
  deployment: SettingsOfNetwork,
  zoneIds: readonly string[] | null,
): ec2.IVpc {
  const { network, account } = deployment;
  const { tasks, natGateways, cidr, zones, addressesPerSubnet } = network;
  const cidrMask = addressBits - Math.ceil(Math.log2(addressesPerSubnet + addressesReserved));
  const subnet = (name: string, subnetType: ec2.SubnetType) => ({ name, subnetType, cidrMask });
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    maxAzs: zones,
    natGateways: tasks === 'nat' ? natGateways : 0,
    subnetConfiguration: [
      // Also without tasks in it: a VPC origin needs an internet gateway in its network.
      { ...subnet('Public', ec2.SubnetType.PUBLIC), mapPublicIpOnLaunch: false },
      subnet('Isolated', ec2.SubnetType.PRIVATE_ISOLATED),
      ...(tasks === 'nat' ? [subnet('Tasks', ec2.SubnetType.PRIVATE_WITH_EGRESS)] : []),
    ],
    // Emptying it needs a custom resource; nothing is ever in the default group.
    restrictDefaultSecurityGroup: false,
    // Image layers come from S3, and a gateway endpoint is free.
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  if (account.flowLogs) {
    const group = createLogGroup(scope, 'FlowLog', deployment);
    vpc.addFlowLog('Flows', { destination: ec2.FlowLogDestination.toCloudWatchLogs(group) });
  } else
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'Flow logs cost more than the load balancer in a busy month, and the program logs every request with its ' +
        'address. deployment.account.flowLogs switches them on.',
    });
  if (zoneIds !== null) placeInZones(vpc, zoneIds);
  return asVpc(vpc);
}

/** Zone names map to different zones in each account; ids do not. CDK has a property for names only. */
function placeInZones(vpc: ec2.Vpc, zoneIds: readonly string[]): void {
  for (const subnets of [vpc.publicSubnets, vpc.isolatedSubnets, vpc.privateSubnets])
    subnets.forEach(({ node }, index) => {
      const zoneId = zoneIds[index];
      if (!(node.defaultChild instanceof ec2.CfnSubnet) || zoneId === undefined) return;
      node.defaultChild.addPropertyDeletionOverride('AvailabilityZone');
      node.defaultChild.availabilityZoneId = zoneId;
    });
}

/** AWS services that tasks call without the internet. */
const endpointServices = {
  Images: ec2.InterfaceVpcEndpointAwsService.ECR,
  Layers: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Models: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
};
/** `aws ecs execute-command` opens its session through it. */
const execServices = { Sessions: ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES };

/**
 * One security group for all endpoints, open to our tasks only. CDK's default is one for each, open to the whole VPC by
 * a CIDR that is a token: cdk-nag cannot evaluate that, and the synthesis fails.
 */
function addEndpoints(
  scope: Construct,
  vpc: ec2.IVpc,
  dataClients: ec2.ISecurityGroup,
  services: Readonly<Record<string, ec2.InterfaceVpcEndpointAwsService>>,
): void {
  const group = new ec2.SecurityGroup(scope, 'EndpointsSecurityGroup', {
    vpc,
    description: 'Private endpoints of AWS services, open to the tasks',
    allowAllOutbound: false,
  });
  group.connections.allowFrom(dataClients, ec2.Port.HTTPS, 'Tasks');
  for (const [name, service] of Object.entries(services))
    vpc.addInterfaceEndpoint(`${name}Endpoint`, {
      service,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [group],
      open: false,
    });
}
