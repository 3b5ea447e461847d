import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../infra/cli/audit.ts';
import { lint } from '../../../infra/lint/lint.ts';
import { markdownReport } from '../../../infra/lint/reporters/markdown.ts';
import { sarifReport } from '../../../infra/lint/reporters/sarif.ts';
import { textReport } from '../../../infra/lint/reporters/text.ts';
import { environmentTemplateFailure } from '../../../infra/lint/unreadable.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const gapsOf = (text: string): string[] =>
  lint({ files: [{ name: 'file', text }] }).gaps.map(({ line, reason, fix }) => `${line}: ${reason}. ${fix}`);

const brokenIn = (text: string): string[] =>
  lint({ files: [{ name: 'file', text }] }).findings.flatMap(({ id, state }) =>
    state === 'broken' ? [id] : [],
  );

const render = /Audit the rendered output, for example of helm template CHART > out\.yaml/;
const syntaxFix = /Fix the syntax there\. A truncated file looks like this, too\./;
const template = (lines: string) => `Resources:\n  A:\n    Type: AWS::Lambda::Function\n${lines}`;

describe('a file that cannot be read completely is reported with the line and a fix', () => {
  test.each<[string, string, RegExp]>([
    ['an empty file', '', /^null: it is empty\. Check whether the tool that writes it failed\.$/],
    ['whitespace', '\uFEFF \n\n', /^null: it is empty/],
    ['comments', '# soon\n', /^null: it has nothing but comments/],
    ['binary data', 'PK\u0003\u0004\0\0', /^null: it is not text\. Save it as plain text in UTF-8\.$/],
    ['UTF-16', Buffer.from('Resources: {}', 'utf16le').toString('utf8'), /^null: it is not text/],
    ['another kind', 'a: 1', /^null: it is not a Terraform, CloudFormation, .* file\. Leave it out/],
    [
      'truncated JSON',
      '{ "Resources": {\n"A": {\n"Type": "AWS::',
      /^3: it is neither JSON nor YAML: .*truncated/,
    ],
    ['YAML truncated in a word', template('    Proper'), /^4: it is neither JSON nor YAML: /],
    ['YAML truncated in a list', template('    Properties: [a, b'), /^4: it is neither JSON nor YAML: /],
    [
      'YAML truncated after a key',
      template('    Properties:\n'),
      /^4: A: it has no value, which CloudFormation rejects/,
    ],
    [
      'YAML truncated after a name',
      'AWSTemplateFormatVersion: a\nResources:\n  A:\n',
      /^3: A: it is not a resource with a type\. Complete it/,
    ],
    ['Helm values in strings', 'apiVersion: v1\nkind: Service\nspec: { a: "{{ .Values.a }}" }\n', render],
    [
      'Helm values outside strings',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .name }}\n',
      /^4: it is an unrendered template/,
    ],
    ['a dynamic reference and a syntax error', 'Resources: { A: "{{resolve:ssm:a}}" }\nb: [\n', syntaxFix],
    [
      'Helm conditions',
      'apiVersion: v1\n{{- if .Values.a }}\nkind: Service\n{{- end }}\n',
      /^2: it is an unrendered template/,
    ],
    ['Jinja conditions', 'kind: Service\n{% if a %}\nb: [\n{% endif %}\n', render],
    [
      'an object without a kind',
      'apiVersion: v1\nkind: Pod\n---\nmetadata: {}\n',
      /^4: document 2: it is not an object/,
    ],
    [
      'nginx with an unclosed block',
      'http {\n server {\n listen 80;\n }\n',
      /^1: the block that starts here is not closed/,
    ],
    [
      'nginx without a semicolon at the end',
      'events { worker_connections 9 }',
      /^1: worker_connections does not end/,
    ],
    [
      'nginx without a semicolon on the line before',
      'http {\nproxy_read_timeout 9s\nproxy_pass http://a;\n}',
      /^2: proxy_read_timeout does not end with ;/,
    ],
    [
      'nginx without a semicolon before a block',
      'http {\ngzip on\nserver { }\n}',
      /^2: gzip does not end with ;/,
    ],
    ['nginx as a Jinja template', 'http {\n{% if a %}\nserver { listen 80; }\n}', render],
  ])('%s', (_, text, expected) => {
    expect(gapsOf(text)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    ['CloudFormation dynamic references', template("    Properties: { Role: '{{resolve:ssm:/role}}' }\n")],
    ['Swarm placeholders', `services: { a: { image: a, hostname: '{{.Node.Hostname}}' } }\n`],
    [
      'placeholders of alert rules',
      `apiVersion: v1\nkind: Rule\nspec: { a: 'high on {{ $labels.instance }}' }\n`,
    ],
    ['a comment about Helm', '# made of {{ .Values.a }}\napiVersion: v1\nkind: Service\n'],
    [
      'a comment in another encoding',
      'events { worker_connections 9; } # gr\uFFFD\uFFFDe aus dem Rechenzentrum und weiter\n',
    ],
    [
      'lists over several lines',
      'http { server { listen 80; server_name\n a.example\n b.example; gzip_types\n text/css; } }',
    ],
    ['a log format over several lines', `http { log_format m\n escape=json\n '$uri'\n 'proxy_pass'; }`],
    ['a listener with options on several lines', 'http { server { listen 443\n ssl\n proxy_protocol; } }'],
  ])('%s: the file is read completely', (_, text) => expect(gapsOf(text)).toEqual([]));

  const alerts = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n${data}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: b } }, spec: { containers: [{ name: a, image: a }] } }
`;
  test.each([
    ['in a block scalar', 'data:\n  a.tmpl: |-\n    {{ .Values.a }}\n\n    {{ .Values.b }}\n'],
    ['in a quoted value', "data:\n  a.tmpl: '{{ .Values.a }}'\n# more\n  b.tmpl: '{{ .Values.b }}'\n"],
    [
      'in a block scalar outside data',
      'list:\n  - key: > # one\n      {{ .Values.a }}\n    other: a\n  - |\n    {{ .Values.a }}\n',
    ],
  ])('a template %s of a ConfigMap does not prevent checking the other objects', (_, data) => {
    expect(gapsOf(alerts(data))).toEqual([]);
    expect(brokenIn(alerts(data))).toContain('selector-chooses-own-pods');
  });

  test.each([
    ['after a block scalar', 'data:\n  a: |\n    b\nlist: "{{ .Values.a }}"\n', 7],
    ['next to a block scalar in a list', 'list:\n  - key: |\n      b\n    other: "{{ .Values.a }}"\n', 7],
    ['in a block scalar of an invalid file', 'data:\n  a: |\n    b {{ .Values.a }}\nlist: [\n', 6],
  ])('a Helm value %s makes the file an unrendered template', (_, data, line) =>
    expect(gapsOf(alerts(data))).toEqual([
      expect.stringMatching(new RegExp(`^${line}: it is an unrendered template`)),
    ]),
  );

  test('nothing in an nginx file with a syntax error is checked', () => {
    const location = 'location /ws { proxy_pass http://a; proxy_set_header Upgrade $http_upgrade;';
    expect(brokenIn(`http { server { ${location} } } }`)).not.toEqual([]);
    expect(brokenIn(`http { server { ${location} } }`)).toEqual([]);
  });

  test('no default is assumed for a null property', () => {
    const resources = (time: string) => `    Properties: { Timeout: 120 }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !Ref A, ${time} }
`;
    const broken = (time: string) => brokenIn(template(resources(time)));
    expect(broken('')).toEqual(['function-within-gateway']);
    expect(broken('TimeoutInMillis: null')).toEqual([]);
  });
});

describe('every report format lists unread files', () => {
  const files = [{ name: 'gate.conf', text: 'http {\nserver { listen 80 }\n}' }];
  const result = lint({ files });

  test('text', () => {
    expect(textReport(result)).toBe(`Not read, so not checked
  gate.conf:2  listen does not end with ;
               Fix the syntax there. A truncated file looks like this, too.

no findings in 1 file; 0 hold, 1 not read`);
  });

  test('Markdown', () => {
    expect(markdownReport(result)).toContain(
      '| gate.conf:2 | listen does not end with ; | Fix the syntax there.',
    );
  });

  test('SARIF', () => {
    expect(sarifReport(result)).toMatchObject({
      runs: [
        {
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                {
                  level: 'error',
                  message: { text: expect.stringContaining('listen does not end with ;. Fix') },
                  locations: [
                    {
                      physicalLocation: { artifactLocation: { uri: 'gate.conf' }, region: { startLine: 2 } },
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(sarifReport(lint({ files: [] }))).toMatchObject({
      runs: [{ invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }] }],
    });
  });
});

describe('the exit code of contract audit', () => {
  const folder = () => {
    const made = createTemporaryDirectory('gaps');
    onTestFinished(made.remove);
    return made.path;
  };
  const codeOf = async (positionals: readonly string[]) =>
    (await auditCommand.run({ profiles: null, positionals, options: {} })).exitCode;
  const fine = at('fixtures/fine.compose.yaml');
  const planted = at('fixtures/planted.compose.yaml');

  test('is 3 when a file could not be read, and 1 when there is also a finding', async () => {
    const broken = join(folder(), 'broken.yaml');
    writeFileSync(broken, 'services: [\n');
    expect(await codeOf([fine])).toBe(0);
    expect(await codeOf([fine, broken])).toBe(3);
    expect(await codeOf([planted, broken])).toBe(1);
  });

  test('is 3 when files cannot be opened, and the other files are read', async () => {
    const root = folder();
    const positionals = [fine, join(root, 'none.yaml'), join(fine, 'x')];
    const { output, exitCode } = await auditCommand.run({
      profiles: null,
      positionals,
      options: { format: 'json' },
    });
    expect(exitCode).toBe(3);
    const { read, gaps } = JSON.parse(output);
    expect(read).toEqual([{ name: fine, kind: 'Compose' }]);
    expect(gaps).toEqual([
      expect.objectContaining({ file: positionals[1], reason: 'the file does not exist' }),
      expect.objectContaining({ file: positionals[2], reason: 'the file does not exist' }),
    ]);
  });

  test('is the exit code of the command, which reads stdin and documents the codes in its help', () => {
    const cli = (input: string, ...words: string[]) =>
      spawnSync(process.execPath, [at('../../../infra/cli.ts'), ...words], { encoding: 'utf8', input });
    const cut = readFileSync(planted, 'utf8').slice(0, 300);
    const { status, stdout } = cli(`${cut}\n  - [`, 'audit', '-');
    expect({ status, stdout }).toEqual({
      status: 3,
      stdout: expect.stringMatching(/^ {2}stdin:\d+ {2}it is/m),
    });
    expect(cli('', 'audit', '--help').stdout.replaceAll(/\s+/g, ' ')).toContain(
      '3 no findings, but a file could not be read completely',
    );
  });
});

test('the time to look for variables of a template grows with the text', () => {
  const make = (chars: number) => '${A:-'.repeat(chars / 5);
  const read = (text: string) => environmentTemplateFailure('nginx.conf', text);
  expect(cpuGrowth(make, read)).toBeLessThanOrEqual(linearGrowthMax);
});
