import type { Finding } from '../finding.ts';
import type { Audit } from '../lint.ts';
import type { Unread } from '../source.ts';
import type { Gap } from '../unreadable.ts';

const levels = { error: 'error', warning: 'warning', note: 'note' } as const;

/** SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function asSarif({ findings, problems, gaps, idle, unread }: Audit): unknown {
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
            rules: rules.map(({ id, summary, prevents, severity }) => ({
              id,
              shortDescription: { text: summary },
              fullDescription: { text: `It prevents ${prevents}.` },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        invocations: [
          {
            // What was not read may have faults that are not among the results.
            executionSuccessful: gaps.length === 0,
            toolExecutionNotifications: [
              ...gaps.map(notRead),
              ...idle.map((text) => ({ level: 'note', message: { text } })),
              ...unread.map(leftOpen),
            ],
            toolConfigurationNotifications: problems.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        results: broken.map(result),
      },
    ],
  };
}

function result({ id, severity, message, prevents, fix, place, accepted }: Finding): unknown {
  return {
    ruleId: id,
    level: levels[severity],
    message: { text: [message, `causes ${prevents}`, fix].filter((part) => part !== null).join('. ') },
    locations: place === null ? [] : [location(place)],
    ...(accepted === null
      ? {}
      : { suppressions: [{ kind: 'external', justification: accepted, status: 'accepted' }] }),
  };
}

const notRead = ({ file, line, why, cure }: Gap): unknown => ({
  ...{ level: 'error', message: { text: `${why}. ${cure}` } },
  locations: [{ physicalLocation: physical(file, line) }],
});

const leftOpen = ({ place, why }: Unread): unknown => ({
  ...{ level: 'note', message: { text: why }, locations: [location(place)] },
});

const physical = (file: string, line: number | null): unknown => ({
  artifactLocation: { uri: file },
  ...(line === null ? {} : { region: { startLine: line } }),
});

const location = ({ file, line, resource, path }: NonNullable<Finding['place']>): unknown => ({
  physicalLocation: physical(file, line),
  logicalLocations: [{ fullyQualifiedName: `${resource}.${path}`, kind: 'resource' }],
});
