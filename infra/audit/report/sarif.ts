import type { Audit } from '../audit.ts';
import type { Finding } from '../finding.ts';

const levels = { error: 'error', warning: 'warning', note: 'note' } as const;

/** SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function asSarif({ findings, problems }: Audit): unknown {
  const broken = findings.filter(({ state }) => state === 'broken');
  const rules = [...new Map(broken.map((finding) => [finding.id, finding])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'contract-audit',
            rules: rules.map(({ id, says, prevents, severity }) => ({
              id,
              shortDescription: { text: says },
              fullDescription: { text: `It prevents ${prevents}.` },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolConfigurationNotifications: problems.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        results: broken.map(result),
      },
    ],
  };
}

function result({ id, severity, found, prevents, fix, place, accepted }: Finding): unknown {
  return {
    ruleId: id,
    level: levels[severity],
    message: { text: [found, `causes ${prevents}`, fix].filter((part) => part !== null).join('. ') },
    locations: place === null ? [] : [location(place)],
    ...(accepted === null
      ? {}
      : { suppressions: [{ kind: 'external', justification: accepted, status: 'accepted' }] }),
  };
}

const location = ({ file, line, resource, path }: NonNullable<Finding['place']>): unknown => ({
  physicalLocation: {
    artifactLocation: { uri: file },
    ...(line === null ? {} : { region: { startLine: line } }),
  },
  logicalLocations: [{ fullyQualifiedName: `${resource}.${path}`, kind: 'resource' }],
});
