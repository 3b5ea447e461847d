import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { asVpc } from '../type-adapters.ts';

export interface NetworkResources {
  readonly vpc: ec2.IVpc;
  /** Where tasks run: with public addresses, unless the contract pays for NAT. */
  readonly taskSubnets: ec2.SubnetSelection;
  readonly tasksArePublic: boolean;
  /** Where the balancer and the data are, which nothing outside can reach. */
  readonly isolatedSubnets: ec2.SubnetSelection;
  /** Whoever is in this group may reach database and cache. It lets nobody in. */
  readonly dataClients: ec2.ISecurityGroup;
}

/** Addresses of a subnet that AWS keeps for itself. */
const addressesReserved = 5;
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
    // Layers of images come from S3, and this way costs nothing.
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  Validations.of(createdVpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason:
      'Flow logs cost more than the balancer in a busy month, and the program writes down every request with its ' +
      'address. No security group lets anybody in from outside the network.',
  });
  const vpc = asVpc(createdVpc);
  const dataClients = new ec2.SecurityGroup(scope, 'DataClients', {
    vpc,
    description: 'May reach the database and the cache',
    allowAllOutbound: false,
    disableInlineRules: true,
  });
  if (network.privateEndpoints) addEndpoints(vpc);
  const tasks = tasksArePublic ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
  return {
    ...{ vpc, tasksArePublic, dataClients },
    taskSubnets: { subnetType: tasks },
    isolatedSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  };
}

/** The same network in another stack, which must not add rules to groups of the first. */
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

/** AWS's own services that tasks call, without a way over the internet. */
const endpointServices = {
  Images: ec2.InterfaceVpcEndpointAwsService.ECR,
  Layers: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Models: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
};

function addEndpoints(vpc: ec2.IVpc): void {
  for (const [name, service] of Object.entries(endpointServices))
    vpc.addInterfaceEndpoint(`${name}Endpoint`, {
      service,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
}
