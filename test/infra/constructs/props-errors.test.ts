import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Stack } from 'aws-cdk-lib/core';
import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { propsErrors } from '../../../infra/constructs/props-errors.ts';

const contract = applyOverrides(profile('production'), {
  deployment: { ingress: 'internet', balancer: { clientCidrs: { office: '203.0.113.0/24' } } },
});
const code = { program: '', customResources: '' };

test('those who may connect are named once', () => {
  expect(propsErrors({ contract, code, clients: [] }, 'eu-central-1')).toEqual([
    'clients and deployment.balancer.clientCidrs both say who connects: leave out one of them',
  ]);
});

test('those who may connect are named for a load balancer of its own', () => {
  const stack = new Stack();
  const arn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:';
  const loadBalancer = {
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Shared', {
      loadBalancerArn: `${arn}loadbalancer/app/team/1`,
      securityGroupId: 'sg-1',
    }),
    listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: `${arn}listener/app/team/1/2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    }),
  };
  expect(propsErrors({ contract, code, loadBalancer }, 'eu-central-1')).toEqual([
    "clients and deployment.balancer.clientCidrs are for Rostrum's own load balancer: leave out either them or " +
      'loadBalancer',
  ]);
});
