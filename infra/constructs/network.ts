import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { addressesReserved } from '../limits.ts';
import { vpcOf } from './interfaces.ts';

export interface Network {
  readonly vpc: ec2.IVpc;
  /** Where tasks run: with public addresses, unless the contract pays for NAT. */
  readonly tasks: ec2.SubnetSelection;
  readonly tasksArePublic: boolean;
  /** Where the balancer and the data are, which nothing outside can reach. */
  readonly inside: ec2.SubnetSelection;
  /** What is in this group may reach the database, the cache and the private endpoints. It accepts no connections. */
  readonly clients: ec2.ISecurityGroup;
}

const addressBits = 32;

export function createNetwork(scope: Construct, { deployment }: Contract): Network {
  const { network } = deployment;
  const tasksArePublic = network.natGateways === 0;
  const cidrMask = addressBits - Math.ceil(Math.log2(network.addressesPerSubnet + addressesReserved));
  const subnet = (name: string, subnetType: ec2.SubnetType) => ({ name, subnetType, cidrMask });
  const made = new ec2.Vpc(scope, 'Network', {
    ipAddresses: ec2.IpAddresses.cidr(network.addresses),
    maxAzs: network.zones,
    natGateways: network.natGateways,
    subnetConfiguration: [
      { ...subnet('Public', ec2.SubnetType.PUBLIC), mapPublicIpOnLaunch: false },
      subnet('Inside', ec2.SubnetType.PRIVATE_ISOLATED),
      ...(tasksArePublic ? [] : [subnet('Tasks', ec2.SubnetType.PRIVATE_WITH_EGRESS)]),
    ],
    restrictDefaultSecurityGroup: false,
    // Layers of images come from S3, and this way costs nothing.
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  Validations.of(made).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason:
      'Flow logs cost more than the balancer in a busy month, and the program writes down every request with its ' +
      'address. No security group lets anybody in from outside the network.',
  });
  const vpc = vpcOf(made);
  const clients = new ec2.SecurityGroup(scope, 'DataClients', {
    vpc,
    description: 'May reach the database and the cache',
    allowAllOutbound: false,
    disableInlineRules: true,
  });
  if (network.endpoints) addEndpoints(scope, vpc, clients);
  const tasks = tasksArePublic ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
  return {
    ...{ vpc, tasksArePublic, clients },
    tasks: { subnetType: tasks },
    inside: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  };
}

/** The same network in another stack, which must not add rules to groups of the first. */
export const seenFrom = (scope: Construct, network: Network): Network => ({
  ...network,
  clients: ec2.SecurityGroup.fromSecurityGroupId(scope, 'DataClients', network.clients.securityGroupId, {
    mutable: false,
  }),
});

/** AWS's own services that tasks call, without a way over the internet. */
const services = {
  Images: ec2.InterfaceVpcEndpointAwsService.ECR,
  Layers: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Models: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
};

/**
 * One group for all of them, which lets in our own tasks. CDK would make one for each and let in the whole network, by
 * an address range that is a token: cdk-nag cannot judge that, and the synthesis fails.
 */
function addEndpoints(scope: Construct, vpc: ec2.IVpc, clients: ec2.ISecurityGroup): void {
  const group = new ec2.SecurityGroup(scope, 'EndpointsGroup', {
    vpc,
    description: 'Private endpoints of AWS services; lets in the tasks',
    allowAllOutbound: false,
  });
  group.connections.allowFrom(clients, ec2.Port.HTTPS, 'Tasks');
  for (const [name, service] of Object.entries(services))
    vpc.addInterfaceEndpoint(`${name}Endpoint`, {
      service,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [group],
      open: false,
    });
}
