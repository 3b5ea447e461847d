import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';
import { allRules, describeRule } from '../rules/catalog.ts';
import type { SkippedValue } from '../types.ts';
import type { ReadFailure } from '../unreadable.ts';
import { brief, type ReportOptions, shownFindings } from './report.ts';

const levels = { error: 'error', warning: 'warning', note: 'note' } as const;

/** The report as SARIF 2.1.0, which code hosts and editors show next to the lines. */
export function sarifReport(result: LintResult, options: ReportOptions = brief): unknown {
  const { problems, gaps, idle, unread } = result;
  const broken = shownFindings(result, options);
  const rules = [...new Map(broken.map((finding) => [finding.id, finding])).values()];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'rostrum audit',
            rules: rules.map(toDescriptor),
          },
        },
        invocations: [
          {
            // Unread files may have faults that are not among the results.
            executionSuccessful: gaps.length === 0,
            toolExecutionNotifications: [
              ...gaps.map(readFailureNotification),
              ...idle.map((text) => ({ level: 'note', message: { text } })),
              ...unread.map(skippedNotification),
            ],
            toolConfigurationNotifications: problems.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        results: broken.map(toResult),
      },
    ],
  };
}

/** Code hosts show the help of a rule with its findings. */
function toDescriptor({ id, summary, rationale, severity }: Finding): unknown {
  const rule = allRules.find((known) => known.id === id);
  const [paragraphs, source] = [rule ? describeRule(rule) : [], rule?.source ?? ''];
  const page = `Page: docs/rules/${id}.md. In a terminal: rostrum explain ${id}`;
  return {
    id,
    ...(source.startsWith('https://') ? { helpUri: source } : {}),
    help: { text: [...paragraphs, page].join('\n'), markdown: [...paragraphs, page].join('\n\n') },
    shortDescription: { text: summary },
    fullDescription: { text: `It prevents ${rationale}.` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function toResult({ id, severity, message, rationale, fix, place, accepted }: Finding): unknown {
  return {
    ruleId: id,
    level: levels[severity],
    message: { text: [message, `causes ${rationale}`, fix].filter((part) => part !== null).join('. ') },
    locations: place === null ? [] : [location(place)],
    ...(accepted === null
      ? {}
      : { suppressions: [{ kind: 'external', justification: accepted, status: 'accepted' }] }),
  };
}

const readFailureNotification = ({ file, line, reason, fix }: ReadFailure): unknown => ({
  level: 'error',
  message: { text: `${reason}. ${fix}` },
  locations: [{ physicalLocation: physicalLocation(file, line) }],
});

const skippedNotification = ({ place, reason }: SkippedValue): unknown => ({
  level: 'note',
  message: { text: reason },
  locations: [location(place)],
});

const physicalLocation = (file: string, line: number | null): unknown => ({
  artifactLocation: { uri: toUriReference(file) },
  ...(line === null ? {} : { region: { startLine: line } }),
});

const toUriReference = (path: string): string =>
  encodeURI(path.replaceAll('\\', '/')).replace(/[?#]/g, encodeURIComponent);

const location = ({ file, line, resource, path }: NonNullable<Finding['place']>): unknown => ({
  physicalLocation: physicalLocation(file, line),
  logicalLocations: [{ fullyQualifiedName: `${resource}.${path}`, kind: 'resource' }],
});
