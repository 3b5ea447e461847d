import { hasHealthCheck } from '../../models/compose/health.ts';
import type { ComposeService } from '../../models/compose/services.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { DocumentedRule, Violation } from '../../types.ts';

const example = (dependency: string) => `services:
  db: { image: "postgres:18", healthcheck: { test: [CMD, pg_isready] } }
  app: { image: "example/app:1", depends_on: ${dependency} }
`;

export const waitsForHealth: DocumentedRule = {
  id: 'waits-for-health',
  severity: 'note',
  summary: 'A service waits for the health check of the service that it depends on',
  rationale: 'a first connection that is refused, because depends_on alone waits for the start only',
  fix: 'Set condition: service_healthy for it.',
  source: 'https://docs.docker.com/compose/how-tos/startup-order/',
  fails: [{ name: 'compose.yaml', text: example('[db]') }],
  passes: [{ name: 'compose.yaml', text: example('{ db: { condition: service_healthy } }') }],
};

export function checkWaitsForHealth(services: readonly ComposeService[]): Violation[] {
  const healthy = new Set(services.filter(({ node }) => hasHealthCheck(node)).map(({ name }) => name));
  return services.flatMap(({ node }) => {
    const waits = node.get('depends_on');
    const names = namesWaitedForStart(waits).filter((name) => healthy.has(name));
    return names.length === 0
      ? []
      : [
          {
            rule: waitsForHealth,
            place: waits.place,
            message: `it waits for the start of ${names.join(', ')} only`,
          },
        ];
  });
}

function namesWaitedForStart(waits: ConfigNode): string[] {
  if (Array.isArray(waits.value)) return waits.value.map(String);
  return waits.keys().filter((name) => {
    const condition = waits.get(name).isMap ? waits.get(name, 'condition').value : undefined;
    return condition === undefined || condition === 'service_started';
  });
}
