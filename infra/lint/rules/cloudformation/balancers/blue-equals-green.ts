import type { Resource } from '../../../models/cloudformation/resources.ts';
import { canonicalKey } from '../../../parse/resolved.ts';
import { cloudFormationRule, type ReportViolation } from '../../../rule.ts';

export const blueEqualsGreen = cloudFormationRule({
  id: 'blue-equals-green',
  severity: 'warning',
  summary: 'The blue and green target groups have the same attributes and health checks',
  rationale: 'settings that change with every deployment, and change back with the next',
  fix: 'Define both groups with the same values.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html',
  check({ template, tasks }, report) {
    for (const entry of tasks.flatMap(({ properties }) => properties.get('LoadBalancers').list())) {
      const blue = template.target(entry.get('TargetGroupArn'));
      const green = template.target(entry.get('AdvancedConfiguration', 'AlternateTargetGroupArn'));
      if (blue && green && blue.id !== green.id) compareGroups(blue, green, report);
    }
  },
});

/** Properties in which the two groups may differ, or that are compared separately. */
const individualProperties = new Set(['Name', 'Tags', 'TargetGroupAttributes', 'Targets']);

function compareGroups(blue: Resource, green: Resource, report: ReportViolation): void {
  const keys = new Set([...blue.properties.keys(), ...green.properties.keys()]);
  for (const key of keys) {
    const [left, right] = [blue, green].map(({ properties }) => canonicalKey(properties.get(key).value));
    if (!individualProperties.has(key) && left !== right)
      report(
        green.properties.get(key),
        `it is ${right || 'not set'}, and ${left || 'not set'} in ${blue.name}`,
      );
  }
  const [left, right] = [blue, green].map(formatAttributes);
  if (left !== right)
    report(green.properties.get('TargetGroupAttributes'), `they are ${right}, and ${left} in ${blue.name}`);
}

const formatAttributes = ({ properties }: Resource): string =>
  properties
    .get('TargetGroupAttributes')
    .list()
    .map((item) => ['Key', 'Value'].map((key) => canonicalKey(item.get(key).value)).join(' '))
    .map((text) => text.replaceAll('"', ''))
    .sort()
    .join(', ');
