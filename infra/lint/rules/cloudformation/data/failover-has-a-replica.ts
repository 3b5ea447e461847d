import { cloudFormationRule } from '../../../rule.ts';

export const failoverHasReplica = cloudFormationRule({
  id: 'failover-has-a-replica',
  severity: 'error',
  summary: 'A cache with automatic failover has a replica',
  rationale: 'a deployment that is rejected: there is nothing to fail over to',
  fix: 'Set NumCacheClusters to at least 2, or AutomaticFailoverEnabled to false.',
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html',
  check({ template }, report) {
    for (const { properties } of template.ofType('AWS::ElastiCache::ReplicationGroup')) {
      const count = properties.get('NumCacheClusters');
      if (properties.get('AutomaticFailoverEnabled').flag() === true && count.number() === 1)
        report(count, 'it is 1, and AutomaticFailoverEnabled is true');
    }
  },
});
