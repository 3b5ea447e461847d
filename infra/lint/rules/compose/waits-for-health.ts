import { hasHealthCheck } from '../../models/compose/health.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { composeRule } from '../../rule.ts';

export const waitsForHealth = composeRule({
  id: 'waits-for-health',
  severity: 'note',
  summary: 'A service waits for the health check of the service that it depends on',
  rationale: 'a first connection that is refused, because depends_on alone waits for the start only',
  fix: 'Set condition: service_healthy for it.',
  source: 'https://docs.docker.com/compose/how-tos/startup-order/',
  check({ services }, report) {
    const healthy = new Set(services.filter(({ node }) => hasHealthCheck(node)).map(({ name }) => name));
    for (const { node } of services) {
      const waits = node.get('depends_on');
      const names = namesWaitedForStart(waits).filter((name) => healthy.has(name));
      if (names.length > 0) report(waits, `it waits for the start of ${names.join(', ')} only`);
    }
  },
});

function namesWaitedForStart(waits: ConfigNode): string[] {
  if (Array.isArray(waits.value)) return waits.value.map(String);
  return waits.keys().filter((name) => {
    const condition = waits.get(name).isMap ? waits.get(name, 'condition').value : undefined;
    return condition === undefined || condition === 'service_started';
  });
}
