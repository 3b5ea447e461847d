import type { InputFile } from '../../../../infra/lint/lint.ts';
import { readRuleExamples } from '../../../../infra/package/rule-examples.ts';

/** A file of one format, with the files that belong to it. */
export interface Seed {
  readonly format: string;
  readonly files: readonly InputFile[];
}

const formats: readonly (readonly [format: string, pattern: RegExp])[] = [
  ['CloudFormation', /^Resources:/m],
  ['Kubernetes', /^apiVersion:/m],
  ['Compose', /^services:/m],
  ['nginx', /[;{]\s*$/m],
];

const terraform = {
  format_version: '1.2',
  planned_values: {
    root_module: {
      resources: [
        { address: 'aws_lb.main', type: 'aws_lb', values: { internal: false, idle_timeout: 60 } },
        {
          address: 'aws_lb_target_group.app',
          type: 'aws_lb_target_group',
          values: {
            protocol: 'HTTP',
            deregistration_delay: '30',
            health_check: [{ interval: 5, timeout: 9 }],
          },
        },
        {
          address: 'aws_ecs_service.app',
          type: 'aws_ecs_service',
          values: { desired_count: 2, load_balancer: [{ container_name: 'app', container_port: 80 }] },
        },
        {
          address: 'aws_cloudfront_distribution.main',
          type: 'aws_cloudfront_distribution',
          values: {
            origin: [{ custom_origin_config: [{ origin_read_timeout: 30 }], connection_attempts: 3 }],
          },
        },
      ],
    },
  },
  configuration: { root_module: { resources: [] } },
};

const dockerfile =
  'ARG V=24\nFROM node:$V AS base\nSTOPSIGNAL SIGTERM\nFROM base\nCMD node a.js && \\\n  node b.js\n';

/** The examples of all rules, a Terraform plan, and a Dockerfile with the Compose file that builds it. */
export const collectSeeds = (): readonly Seed[] => [
  ...[...readRuleExamples().values()].flatMap(({ fails }) =>
    fails.map((file) => ({
      format: formats.find(([, pattern]) => pattern.test(file.text))?.[0] ?? 'nginx',
      files: [file],
    })),
  ),
  { format: 'Terraform', files: [{ name: 'plan.json', text: JSON.stringify(terraform, null, 1) }] },
  {
    format: 'Dockerfile',
    files: [
      { name: 'Dockerfile', text: dockerfile },
      { name: 'compose.yaml', text: 'services: { a: { build: . } }\n' },
    ],
  },
];
