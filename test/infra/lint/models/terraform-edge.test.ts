import { expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';

type Resource = readonly [address: string, values: object];

const state = (resources: readonly Resource[]) =>
  JSON.stringify({
    format_version: '1.0',
    values: {
      root_module: {
        resources: resources.map(([address, values]) => ({
          address,
          type: address.split('.')[0],
          mode: 'managed',
          values,
        })),
      },
    },
  });

const brokenIn = (...resources: readonly Resource[]): string[] =>
  lint({ files: [{ name: 'state.json', text: state(resources) }] })
    .findings.filter(({ state: of }) => of === 'broken')
    .map(({ id, message }) => `${id}: ${message}`);

const distribution = (origin: object, more: object = {}): Resource => [
  'aws_cloudfront_distribution.main',
  {
    origin: [{ origin_id: 'web', domain_name: 'lb-1.elb.amazonaws.com', ...origin }],
    ordered_cache_behavior: [],
    ...more,
  },
];
const custom = (times: object) => ({ custom_origin_config: [{ http_port: 80, ...times }] });

test('CloudFront: origins and behaviors', () => {
  expect(brokenIn(distribution({ ...custom({ origin_read_timeout: 30 }), connection_attempts: 5 }))).toEqual([
    'cdn-origin-in-range: ConnectionAttempts is 5, not 1 to 3',
  ]);
  const behaviors = { ordered_cache_behavior: [{ path_pattern: '/events/*', compress: true }] };
  expect(brokenIn(distribution(custom({}), behaviors))).toEqual([
    'streams-pass-unchanged: /events/* is compressed',
  ]);
  expect(brokenIn(distribution({ s3_origin_config: [{ origin_access_identity: 'x' }] }))).toEqual([]);
  expect(
    brokenIn(distribution({ custom_origin_config: [], s3_origin_config: [], connection_attempts: 9 })),
  ).toEqual([]);
});

test('CloudFront in front of a balancer that is found by its address', () => {
  const stack = (keepAlive: number): Resource[] => [
    distribution(custom({ origin_read_timeout: 30, origin_keepalive_timeout: keepAlive })),
    ['aws_lb.main', { arn: 'arn:lb', dns_name: 'lb-1.elb.amazonaws.com', internal: false, idle_timeout: 20 }],
    [
      'aws_lb_listener.http',
      {
        arn: 'arn:listener',
        load_balancer_arn: 'arn:lb',
        default_action: [{ target_group_arn: 'arn:group' }],
      },
    ],
    ['aws_lb_target_group.app', { arn: 'arn:group', protocol: 'HTTP' }],
    [
      'aws_ecs_service.app',
      { load_balancer: [{ container_name: 'app', container_port: 80, target_group_arn: 'arn:group' }] },
    ],
  ];
  expect(brokenIn(...stack(60)).map((text) => text.split(':')[0])).toContain('balancer-outlives-cdn');
  expect(brokenIn(...stack(10)).map((text) => text.split(':')[0])).not.toContain('balancer-outlives-cdn');
});

test('RDS: serverless capacity', () => {
  const cluster = (scaling: object) =>
    brokenIn([
      'aws_rds_cluster.main',
      { engine: 'aurora-postgresql', serverlessv2_scaling_configuration: [scaling] },
    ]);
  expect(cluster({ min_capacity: 0.5, max_capacity: 8 })).toEqual([]);
  expect(cluster({ min_capacity: 8, max_capacity: 4 })).toEqual([
    'capacity-has-room: the maximum is 4, and the minimum 8',
  ]);
});

test('ElastiCache and scaling targets', () => {
  const cache = (count: number) =>
    brokenIn([
      'aws_elasticache_replication_group.main',
      { automatic_failover_enabled: true, num_cache_clusters: count },
    ]);
  expect(cache(2)).toEqual([]);
  expect(cache(1)).toEqual(['failover-has-a-replica: it is 1, and AutomaticFailoverEnabled is true']);
  expect(brokenIn(['aws_appautoscaling_target.app', { min_capacity: 4, max_capacity: 2 }])).toEqual([
    'capacity-has-room: the maximum is 2, and the minimum 4',
  ]);
});
