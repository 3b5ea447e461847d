import type { Resource } from '../../../models/cloudformation/resources.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const databaseCanPause = cloudFormationRule({
  id: 'database-can-pause',
  severity: 'note',
  summary: 'A database that may pause is idle long enough to pause',
  rationale:
    'a database that never pauses and costs more than planned, or first requests that wait for it to resume',
  fix: 'Set MinCapacity to 0.5, or close every connection while idle.',
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html',
  check({ template }, report) {
    for (const { id, properties } of template.clusters) {
      const min = properties.get('ServerlessV2ScalingConfiguration', 'MinCapacity');
      const reason = min.number() === 0 ? findKeepAwake(template, id) : null;
      if (reason !== null) report(min, reason);
    }
  },
});

/** Describes a resource that holds connections to the cluster or polls it; null when there is none. */
function findKeepAwake(template: Template, cluster: string): string | null {
  const reachesCluster = ({ id }: Resource) => template.reachableFrom(id, 4).has(cluster);
  const proxy = template.ofType('AWS::RDS::DBProxyTargetGroup', 'AWS::RDS::DBProxy').find(reachesCluster);
  if (proxy) return `the proxy ${proxy.name} holds connections, so the database never pauses`;
  const service = template.services.find(
    (found) => found.properties.get('DesiredCount').number() !== 0 && reachesCluster(found),
  );
  return service === undefined
    ? null
    : `the service ${service.name} always runs and uses it: it pauses only while every pool there has closed its ` +
        'connections and nothing polls';
}
