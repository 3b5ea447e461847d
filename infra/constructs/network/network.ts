import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { addressesReserved } from '../../checks/aws-limits.ts';
import { asVpc } from '../type-adapters.ts';

export interface NetworkResources {
  readonly vpc: ec2.IVpc;
  /** Subnets of the tasks, which have public addresses unless the contract has NAT gateways. */
  readonly taskSubnets: ec2.SubnetSelection;
  readonly tasksArePublic: boolean;
  /** Subnets of the load balancer and the data, unreachable from outside. */
  readonly isolatedSubnets: ec2.SubnetSelection;
  /** Members may reach the database, the cache and the private endpoints. It accepts no connections. */
  readonly dataClients: ec2.ISecurityGroup;
}

const addressBits = 32;

export function createNetwork(scope: Construct, { deployment }: Contract): NetworkResources {
  const { network } = deployment;
  const tasksArePublic = network.natGateways === 0;
  const cidrMask = addressBits - Math.ceil(Math.log2(network.addressesPerSubnet + addressesReserved));
  const subnet = (name: string, subnetType: ec2.SubnetType) => ({ name, subnetType, cidrMask });
  const createdVpc = new ec2.Vpc(scope, 'Network', {
    ipAddresses: ec2.IpAddresses.cidr(network.cidr),
    maxAzs: network.zones,
    natGateways: network.natGateways,
    subnetConfiguration: [
      { ...subnet('Public', ec2.SubnetType.PUBLIC), mapPublicIpOnLaunch: false },
      subnet('Inside', ec2.SubnetType.PRIVATE_ISOLATED),
      ...(tasksArePublic ? [] : [subnet('Tasks', ec2.SubnetType.PRIVATE_WITH_EGRESS)]),
    ],
    restrictDefaultSecurityGroup: false,
    // Image layers come from S3, and a gateway endpoint is free.
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  Validations.of(createdVpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason:
      'Flow logs cost more than the load balancer in a busy month, and the program logs every request with its ' +
      'address. No security group allows connections from outside the network.',
  });
  const vpc = asVpc(createdVpc);
  const dataClients = new ec2.SecurityGroup(scope, 'DataClients', {
    vpc,
    description: 'May reach the database and the cache',
    allowAllOutbound: false,
    disableInlineRules: true,
  });
  if (network.privateEndpoints) addEndpoints(scope, vpc, dataClients);
  const tasks = tasksArePublic ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
  return {
    vpc,
    tasksArePublic,
    dataClients,
    taskSubnets: { subnetType: tasks },
    isolatedSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  };
}

/** The network in another stack, which must not add rules to security groups of the first. */
export const importNetwork = (scope: Construct, network: NetworkResources): NetworkResources => ({
  ...network,
  dataClients: ec2.SecurityGroup.fromSecurityGroupId(
    scope,
    'DataClients',
    network.dataClients.securityGroupId,
    {
      mutable: false,
    },
  ),
});

/** AWS services that tasks call without the internet. */
const endpointServices = {
  Images: ec2.InterfaceVpcEndpointAwsService.ECR,
  Layers: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Models: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
};

/**
 * One security group for all endpoints, open to our tasks only. CDK's default is one for each, open to the whole VPC by
 * a CIDR that is a token: cdk-nag cannot evaluate that, and the synthesis fails.
 */
function addEndpoints(scope: Construct, vpc: ec2.IVpc, dataClients: ec2.ISecurityGroup): void {
  const group = new ec2.SecurityGroup(scope, 'EndpointsGroup', {
    vpc,
    description: 'Private endpoints of AWS services, open to the tasks',
    allowAllOutbound: false,
  });
  group.connections.allowFrom(dataClients, ec2.Port.HTTPS, 'Tasks');
  for (const [name, service] of Object.entries(endpointServices))
    vpc.addInterfaceEndpoint(`${name}Endpoint`, {
      service,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [group],
      open: false,
    });
}
