import { describe, expect, test } from 'vitest';
import { brokenIn } from '../../support/template-with.ts';

const elb = 'AWS::ElasticLoadBalancingV2';
const balancer = `
  Alb: { Type: ${elb}::LoadBalancer, Properties: { Scheme: internet-facing } }
  Group: { Type: ${elb}::TargetGroup, Properties: { Port: 80, Protocol: HTTP, TargetType: ip } }`;
const listener = (actions = '[{ Type: forward, TargetGroupArn: !Ref Group }]', alb = '!Ref Alb'): string => `
  Listener: { Type: ${elb}::Listener, Properties: { LoadBalancerArn: ${alb}, DefaultActions: ${actions} } }`;
const service = (more = '', entry = 'ContainerName: app, ContainerPort: 80'): string => `
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { ContainerDefinitions: [{ Name: app, PortMappings: [{ ContainerPort: 80 }] }, { Name: other }] }
  Service:
    Type: AWS::ECS::Service
    ${more}
    Properties: { TaskDefinition: !Ref Task, LoadBalancers: [{ ${entry}, TargetGroupArn: !Ref Group }] }`;
const depends = 'DependsOn: Listener';
const range = 'ContainerPortRange: 80-90 }';

describe('a service behind a balancer', () => {
  test.each<[string, string, string[]]>([
    ['that waits', balancer + listener() + service(depends), []],
    [
      'that waits by way of another',
      `${balancer}${listener()}${service('DependsOn: [Alarm]')}
  Alarm: { Type: AWS::CloudWatch::Alarm, DependsOn: Listener, Properties: {} }`,
      [],
    ],
    [
      'that does not wait',
      balancer + listener() + service(),
      ['service-waits-for-listener Service: Listener may come later than the service'],
    ],
    ['that waits for the balancer at least', `${balancer}${listener()}${service('DependsOn: Alb')}`, []],
    [
      'whose listener waits for nothing either',
      balancer +
        listener(undefined, 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1') +
        service(),
      [],
    ],
    [
      'that nobody leads to',
      balancer + listener('[{ Type: fixed-response }]') + service(depends),
      ['target-group-has-listener Service: no listener leads to Group'],
    ],
    [
      'that a listener leads to which nobody knows',
      balancer + listener('!Ref Actions') + service(depends),
      [],
    ],
    [
      'that something else may lead to',
      `${balancer}${service()}
  Own: { Type: Custom::Listener, Properties: { Group: !Ref Group } }`,
      [],
    ],
    [
      'with an alarm, which leads nowhere',
      `${balancer}${service()}
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Dimensions: [{ Value: !GetAtt Group.TargetGroupFullName }] } }`,
      ['target-group-has-listener Service: no listener leads to Group'],
    ],
    [
      'with another container',
      balancer + listener() + service(depends, 'ContainerName: web, ContainerPort: 80'),
      ['balanced-container-is-there Service: it is web, and the task has app, other'],
    ],
    [
      'with a container whose name nobody knows',
      balancer +
        listener() +
        service(depends, 'ContainerName: web, ContainerPort: 80').replace('Name: app', 'Name: !Ref Any'),
      [],
    ],
    [
      'with another port',
      balancer + listener() + service(depends, 'ContainerName: app, ContainerPort: 81'),
      ['container-port-mapped Service: it is 81, and app has 80'],
    ],
    [
      'with a port of another container',
      balancer + listener() + service(depends, 'ContainerName: other, ContainerPort: 80'),
      ['container-port-mapped Service: it is 80, and other has none'],
    ],
    [
      'with a range of ports',
      balancer +
        listener() +
        service(depends, 'ContainerName: app, ContainerPort: 81').replace('ContainerPort: 80 }', range),
      [],
    ],
  ])('%s', (_, resources, expected) => expect(brokenIn(resources)).toEqual(expected));

  test.each([
    ['an output that another stack may use', '\nOutputs: { Group: { Value: !Ref Group } }', service()],
    ['a macro that may add a listener', '\nTransform: Own', service()],
  ])('%s leaves it open', (_, root, own) => expect(brokenIn(balancer + own, root)).toEqual([]));
});
