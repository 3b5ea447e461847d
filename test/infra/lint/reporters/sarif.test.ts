import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';
import { sarifReport } from '../../../../infra/lint/reporters/sarif.ts';
import { readRuleExamples } from '../../../../infra/package/rule-examples.ts';

const text = { type: 'string', minLength: 1 };
const record = (properties: Record<string, unknown>, ...optional: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const list = (items: unknown) => ({ type: 'array', items });
const message = record({ text });
const level = { enum: ['error', 'warning', 'note'] };
const location = record(
  {
    physicalLocation: record(
      {
        artifactLocation: record({ uri: { type: 'string', format: 'uri-reference' } }),
        region: record({ startLine: { type: 'integer', minimum: 1 } }),
      },
      'region',
    ),
    logicalLocations: list(record({ fullyQualifiedName: text, kind: { const: 'resource' } })),
  },
  'logicalLocations',
);
const notification = record({ level, message, locations: list(location) }, 'locations');
const descriptor = record(
  {
    id: { type: 'string', pattern: '^[a-z][a-z0-9-]+$' },
    helpUri: { type: 'string', format: 'uri', pattern: '^https://' },
    help: record({ text, markdown: text }),
    shortDescription: message,
    fullDescription: message,
    defaultConfiguration: record({ level }),
  },
  'helpUri',
);
const result = record(
  {
    ruleId: text,
    level,
    message,
    locations: list(location),
    suppressions: list(
      record({ kind: { const: 'external' }, justification: text, status: { const: 'accepted' } }),
    ),
  },
  'suppressions',
);

/** What the report uses of SARIF 2.1.0, with the types and formats that its schema gives. */
const schema = record({
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: list(
    record({
      tool: record({
        driver: record({ name: text, rules: { ...list(descriptor), uniqueItems: true } }),
      }),
      invocations: list(
        record({
          executionSuccessful: { type: 'boolean' },
          toolExecutionNotifications: list(notification),
          toolConfigurationNotifications: list(notification),
        }),
      ),
      results: list(result),
    }),
  ),
});

test('reports of every rule, of unread files and of accepted findings follow the schema of SARIF', () => {
  const ajv = new Ajv({ allErrors: true });
  addFormats.default(ajv);
  const isValid = ajv.compile(schema);
  const unread = { name: 'my stack/ü#1?.yaml', text: 'a: [' };
  for (const [id, { fails }] of readRuleExamples()) {
    const suppressions = [
      { id, reason: 'known' },
      { id: 'no-such-rule', reason: 'known' },
    ];
    for (const options of [{ files: fails }, { files: [...fails, unread], suppressions }]) {
      const report: unknown = JSON.parse(
        JSON.stringify(sarifReport(lint(options), { notes: true, unknown: true })),
      );
      expect(isValid(report) ? [] : isValid.errors, id).toEqual([]);
    }
  }
});
