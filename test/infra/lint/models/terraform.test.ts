import { describe, expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';

interface Planned {
  readonly address: string;
  readonly values: object;
  readonly expressions?: object;
}

const resource = ({ address, values }: Planned) => ({
  address,
  type: address.split('.')[0],
  mode: 'managed',
  values,
});

const plan = (...resources: readonly Planned[]) => ({
  format_version: '1.2',
  planned_values: { root_module: { resources: resources.map(resource) } },
  configuration: {
    root_module: { resources: resources.map(({ address, expressions = {} }) => ({ address, expressions })) },
  },
});

const references = (address: string) => ({ references: [`${address}.arn`, address] });

const stack = [
  {
    address: 'aws_lb.main',
    values: { load_balancer_type: 'application', internal: false, idle_timeout: 60 },
  },
  {
    address: 'aws_lb_listener.http',
    values: { default_action: [{ type: 'forward' }] },
    expressions: {
      load_balancer_arn: references('aws_lb.main'),
      default_action: [{ target_group_arn: references('aws_lb_target_group.app') }],
    },
  },
  {
    address: 'aws_lb_target_group.app',
    values: { protocol: 'HTTP', deregistration_delay: '30', health_check: [{ interval: 5, timeout: 9 }] },
  },
  {
    address: 'aws_ecs_task_definition.app',
    values: {
      cpu: '256',
      memory: '512',
      container_definitions: JSON.stringify([
        {
          name: 'app',
          image: 'python:3.13-slim',
          command: ['uvicorn', 'app:app'],
          portMappings: [{ containerPort: 80 }],
        },
      ]),
    },
  },
  {
    address: 'aws_ecs_service.app',
    values: {
      desired_count: 1,
      launch_type: 'FARGATE',
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 200,
      load_balancer: [{ container_name: 'app', container_port: 80 }],
    },
    expressions: {
      task_definition: references('aws_ecs_task_definition.app'),
      load_balancer: [{ target_group_arn: references('aws_lb_target_group.app') }],
    },
  },
];

const brokenIn = (value: unknown): string[] => {
  const { read, findings, gaps } = lint({ files: [{ name: 'plan.json', text: JSON.stringify(value) }] });
  expect({ gaps, kinds: read.map(({ kind }) => kind) }).toEqual({ gaps: [], kinds: ['Terraform'] });
  return findings
    .flatMap(({ state, id, place }) => (state === 'broken' ? [`${id} ${place?.resource}`] : []))
    .sort();
};

describe('the AWS resources of terraform show -json are audited', () => {
  const expected = [
    'balancer-check-timeout-within-interval aws_lb_target_group.app',
    'deployment-keeps-a-task aws_ecs_service.app',
    'keep-alive-outlives-gateway aws_ecs_task_definition.app',
  ];

  test('of a plan, whose references are in its configuration', () => {
    expect(brokenIn(plan(...stack))).toEqual(expected);
  });

  test('of a state, whose references are names of other resources, in modules', () => {
    const arn = (address: string) => `arn:aws:${address}`;
    const withArns = stack.map(({ address, values }) => ({
      address: `module.a.${address}`,
      values: JSON.parse(
        JSON.stringify({
          ...values,
          arn: arn(address),
          ...(address === 'aws_lb_listener.http'
            ? {
                load_balancer_arn: arn('aws_lb.main'),
                default_action: [{ target_group_arn: arn('aws_lb_target_group.app') }],
              }
            : {}),
          ...(address === 'aws_ecs_service.app'
            ? {
                task_definition: arn('aws_ecs_task_definition.app'),
                load_balancer: [
                  {
                    container_name: 'app',
                    container_port: 80,
                    target_group_arn: arn('aws_lb_target_group.app'),
                  },
                ],
              }
            : {}),
        }),
      ),
    }));
    const resources = withArns.map((one) => ({ ...resource(one), type: one.address.split('.')[2] }));
    const state = { format_version: '1.0', values: { root_module: { child_modules: [{ resources }] } } };
    expect(brokenIn(state)).toEqual(expected.map((line) => line.replace(' ', ' module.a.')));
  });

  test('also a queue that a function works on', () => {
    const queue = { address: 'aws_sqs_queue.jobs', values: { visibility_timeout_seconds: 30 } };
    const worker = { address: 'aws_lambda_function.work', values: { timeout: 120 } };
    const mapping = {
      address: 'aws_lambda_event_source_mapping.jobs',
      values: {},
      expressions: {
        event_source_arn: references('aws_sqs_queue.jobs'),
        function_name: references('aws_lambda_function.work'),
      },
    };
    expect(brokenIn(plan(queue, worker, mapping))).toEqual(['queue-outlasts-function aws_sqs_queue.jobs']);
  });
});
