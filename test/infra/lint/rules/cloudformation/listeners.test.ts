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

describe('a service behind a load balancer', () => {
  test.each<[string, string, string[]]>([
    ['that depends on its listener', balancer + listener() + service(depends), []],
    [
      'that depends on its listener indirectly',
      `${balancer}${listener()}${service('DependsOn: [Alarm]')}
  Alarm: { Type: AWS::CloudWatch::Alarm, DependsOn: Listener, Properties: {} }`,
      [],
    ],
    [
      'that does not depend on its listener',
      balancer + listener() + service(),
      ['service-waits-for-listener Service: Listener may be created after the service'],
    ],
    ['that depends on the load balancer', `${balancer}${listener()}${service('DependsOn: Alb')}`, []],
    [
      'whose listener belongs to an existing load balancer',
      balancer +
        listener(undefined, 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1') +
        service(),
      [],
    ],
    [
      'that no listener forwards to',
      balancer + listener('[{ Type: fixed-response }]') + service(depends),
      ['target-group-has-listener Service: no listener forwards to Group'],
    ],
    ['with a listener whose actions are unknown', balancer + listener('!Ref Actions') + service(depends), []],
    [
      'whose group a custom resource may attach',
      `${balancer}${service()}
  Own: { Type: Custom::Listener, Properties: { Group: !Ref Group } }`,
      [],
    ],
    [
      'whose group only an alarm refers to',
      `${balancer}${service()}
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Dimensions: [{ Value: !GetAtt Group.TargetGroupFullName }] } }`,
      ['target-group-has-listener Service: no listener forwards to Group'],
    ],
    [
      'with an unknown container name',
      balancer + listener() + service(depends, 'ContainerName: web, ContainerPort: 80'),
      ['balanced-container-is-there Service: it is web, and the task has app, other'],
    ],
    [
      'with a container name that is known only at deployment',
      balancer +
        listener() +
        service(depends, 'ContainerName: web, ContainerPort: 80').replace('Name: app', 'Name: !Ref Any'),
      [],
    ],
    [
      'with a port that is not mapped',
      balancer + listener() + service(depends, 'ContainerName: app, ContainerPort: 81'),
      ['container-port-mapped Service: it is 81, and app has 80'],
    ],
    [
      'with a port that another container maps',
      balancer + listener() + service(depends, 'ContainerName: other, ContainerPort: 80'),
      ['container-port-mapped Service: it is 80, and other has none'],
    ],
    [
      'with a mapped port range',
      balancer +
        listener() +
        service(depends, 'ContainerName: app, ContainerPort: 81').replace('ContainerPort: 80 }', range),
      [],
    ],
  ])('%s', (_, resources, expected) => expect(brokenIn(resources)).toEqual(expected));

  test.each([
    ['an output that another stack may use', '\nOutputs: { Group: { Value: !Ref Group } }', service()],
    ['a macro that may add a listener', '\nTransform: Own', service()],
  ])('with %s is not reported', (_, root, own) => expect(brokenIn(balancer + own, root)).toEqual([]));
});
