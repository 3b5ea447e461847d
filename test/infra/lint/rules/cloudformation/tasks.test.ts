import { describe, expect, test } from 'vitest';
import { auditOf, broken, brokenIn } from '../../support/template-with.ts';

const fargate = (cpu: string, memory: string): string => `
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { Cpu: ${cpu}, Memory: ${memory}, ContainerDefinitions: [{ Name: a }] }
  Service: { Type: AWS::ECS::Service, Properties: { LaunchType: FARGATE, TaskDefinition: !Ref Task } }`;

describe('a task without a service', () => {
  const alone = (more: string) => `
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Cpu: '512', Memory: '512', ${more}
    ContainerDefinitions: [{ Name: a, StopTimeout: 300 }] } }`;
  const wrong = ['fargate-size Task: it is 512 MiB for 512 CPU units', 'stop-in-range Task: it is 300 s'];

  test('is checked when it requires Fargate', () => {
    expect(brokenIn(alone('RequiresCompatibilities: [FARGATE],')).sort()).toEqual(wrong);
    expect(brokenIn(alone('RequiresCompatibilities: [EC2],'))).toEqual([]);
    expect(brokenIn(alone(''))).toEqual([]);
  });

  test('follows the launch type of its service when it has one', () => {
    const service =
      '\n  Service: { Type: AWS::ECS::Service, Properties: { LaunchType: EXTERNAL, TaskDefinition: !Ref Task } }';
    expect(brokenIn(alone('RequiresCompatibilities: [FARGATE],') + service)).toEqual([]);
  });
});

describe('a Fargate task size', () => {
  test.each([
    ['1 vCPU', '2 GB'],
    ["'1vcpu'", '2GB'],
    ['.25 vCPU', '0.5 GB'],
    ['0.5 vCPU', '.5GB'.replace('.5', '1')],
    ["'256'", '512'],
    ['16 vCPU', '120 GB'],
    ['4096', '9216'],
    ['32 vCPU', '1 GB'],
  ])('of %s and %s is valid', (cpu, memory) => {
    const result = auditOf(fargate(cpu, memory));
    expect(broken(result)).toEqual([]);
    expect(result.unread).toEqual([]);
  });

  test.each([
    ['1 vCPU', '1 GB', 'Choose a Memory of 2048, 3072, 4096, 5120 … (2048 to 8192) MiB for 1024 CPU units'],
    [
      '256',
      '3072',
      'Choose a Memory of 2048, 1024 or 512 MiB for 256 CPU units, or a Cpu of 512 or 1024 for 3072 MiB.',
    ],
    [
      '8 vCPU',
      '17 GB',
      'Choose a Memory of 16384, 20480, 24576, 28672 … (16384 to 61440) MiB for 8192 CPU units',
    ],
    ['300', '2048', 'Choose a Cpu of 256, 512 or 1024 for 2048 MiB.'],
    ['300', '100', 'Choose a Cpu of 256, 512, 1024, 2048 … (256 to 16384).'],
  ])('of %s and %s is invalid, and the nearest sizes are suggested', (cpu, memory, fix) => {
    const [found, ...more] = broken(auditOf(fargate(cpu, memory)));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ id: 'fargate-size', fix: expect.stringContaining(fix) });
  });

  test.each(['2 GiB', '2 cups', '!Ref Nowhere'])('with a Memory of %s is not checked', (memory) => {
    const result = auditOf(fargate('256', memory));
    expect(broken(result)).toEqual([]);
    expect(result.unread.map(({ place }) => place.path)).toContain('Properties.Memory');
  });
});

describe('the fix for a heap that needs more memory', () => {
  const heap = (cpu: string, memory: string, heapMiB: number) =>
    broken(
      auditOf(
        fargate(cpu, memory).replace(
          'Name: a',
          `Name: a, Command: [node, --max-old-space-size=${heapMiB}, a.js]`,
        ),
      ),
    ).map(({ fix }) => fix);

  test('suggests a Fargate task size', () => {
    expect(heap('.5 vCPU', '1 GB', 1000)).toEqual([
      expect.stringMatching(/ at most 768 MiB, or Task Properties\.Memory at least 2048 MiB\.$/),
    ]);
  });

  test('suggests only a smaller heap when Fargate has no larger memory for the CPUs', () => {
    expect(heap('256', '2048', 1700)).toEqual([expect.stringMatching(/ at most 1536 MiB\.$/)]);
  });
});

const task = (size: string, ...containers: readonly string[]): string => `
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { ${size} ContainerDefinitions: [${containers.join(', ')}] } }`;

describe('the containers of a task', () => {
  test.each<[string, string, string[]]>([
    ['limits equal to the task', task('Memory: 1024, Cpu: 512,', '{ Memory: 1024, Cpu: 512 }'), []],
    ['a task without a size', task('', '{ Memory: 4096 }', '{ Memory: 4096 }'), []],
    [
      'a limit above the task',
      task('Memory: 1 GB,', '{ Memory: 2048, MemoryReservation: 256 }'),
      ['containers-within-task Task: it is 2048 MiB, and the task has 1024 MiB'],
    ],
    [
      'reservations above the task',
      task('Memory: 1024,', '{ MemoryReservation: 600 }', '{ MemoryReservation: 600 }'),
      ['containers-within-task Task: it is 1024 MiB, and the containers reserve 1200 MiB together'],
    ],
    [
      'limits above the task',
      task('Memory: 1024,', '{ Memory: 600 }', '{ Memory: 600 }'),
      ['limits-within-task Task: it is 1024 MiB, and the containers may use 1200 MiB together'],
    ],
    [
      'limits above the task, with less reserved',
      task(
        'Memory: 1024,',
        '{ Memory: 900, MemoryReservation: 100 }',
        '{ Memory: 900, MemoryReservation: 100 }',
      ),
      [],
    ],
    [
      'CPU above the task',
      task('Cpu: .5 vCPU,', '{ Cpu: 512 }', '{ Cpu: 64 }'),
      ['containers-within-task Task: it has 512 CPU units, and the containers 576 together'],
    ],
    ['an unknown CPU', task('Cpu: 512,', '{ Cpu: 512 }', '{ Cpu: !Ref Nowhere }'), []],
    [
      'a heap above the limit',
      `${task('', '{ Memory: 512, Command: [node, --max-old-space-size=600, a.js] }')}
  Service: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref Task } }`,
      ['heap-within-limit Task: the heap limit is 600 MiB, and the container has 512 MiB'],
    ],
  ])('%s', (_, resources, expected) => expect(brokenIn(resources)).toEqual(expected));
});

describe('a task with private endpoints', () => {
  const endpoint = (name: string) => `
  ${name}: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface,
    ServiceName: com.amazonaws.eu-central-1.${name.toLowerCase()} } }`;
  const inSubnet = (address: string, more = '') => `
  Gateway: { Type: AWS::EC2::InternetGateway }
  Routes: { Type: AWS::EC2::RouteTable }
  Way: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0,
    GatewayId: !Ref Gateway } }
  Subnet: { Type: AWS::EC2::Subnet }
  Link: { Type: AWS::EC2::SubnetRouteTableAssociation,
    Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Routes } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [
    { Name: a, Image: !Sub '\${AWS::AccountId}.dkr.ecr.eu-central-1.amazonaws.com/a:1' }] } }
  Service: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref Task, NetworkConfiguration: {
    AwsvpcConfiguration: { Subnets: [!Ref Subnet], AssignPublicIp: ${address} } } } }${endpoint('SQS')}${more}`;

  test('needs those that pull its image from ECR', () => {
    const needed =
      'private-task-has-endpoints Service: its subnets have no endpoint for ecr.api, ecr.dkr, s3';
    expect(brokenIn(inSubnet('DISABLED'))).toEqual([needed]);
    const layers = `
  Layers: { Type: AWS::EC2::VPCEndpoint, Properties: { ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.s3' } }`;
    expect(brokenIn(inSubnet('DISABLED', layers))).toEqual([needed.replace(', s3', '')]);
  });

  test('needs none with a public address', () => {
    expect(brokenIn(inSubnet('ENABLED'))).toEqual([]);
  });
});

describe('the first process of a task', () => {
  const run = (more: string) => `${task('', `{ Command: [npm, start]${more} }`)}
  Service: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref Task } }`;

  test('has a fix that starts the program directly', () => {
    const [found, ...others] = broken(auditOf(run('')));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      id: 'program-has-the-signal',
      fix: expect.stringMatching(/^Start the program directly/),
    });
  });

  test('may be an init', () => {
    expect(brokenIn(run(', LinuxParameters: { InitProcessEnabled: true }'))).toEqual([]);
    expect(brokenIn(run(', LinuxParameters: { InitProcessEnabled: !Ref Nowhere }'))).toEqual([]);
    expect(brokenIn(run(', LinuxParameters: { InitProcessEnabled: false }'))).toHaveLength(1);
  });
});

test.each<[string, string, string[]]>([
  [
    'a StopTimeout below the minimum of Fargate',
    fargate('256', '512').replace('Name: a', 'Name: a, StopTimeout: 1'),
    ['stop-in-range Task: it is 1 s'],
  ],
  [
    'a deployment that cannot replace a task',
    `
  Service:
    Type: AWS::ECS::Service
    Properties: { DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 100 } }`,
    ['deployment-has-room Service: at most 100 % may run, and 100 % must stay healthy'],
  ],
  [
    'a slow start below the minimum',
    `
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { TargetGroupAttributes: [{ Key: slow_start.duration_seconds, Value: '10' }] }`,
    ['slow-start-with-round-robin Group: it is 10 s, not 30 to 900 s'],
  ],
])('%s', (_, resources, expected) => expect(brokenIn(resources)).toEqual(expected));
