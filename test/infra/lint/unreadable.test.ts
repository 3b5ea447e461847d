import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../infra/cli/audit.ts';
import { audit } from '../../../infra/lint/lint.ts';
import { asMarkdown } from '../../../infra/lint/reporters/markdown.ts';
import { asSarif } from '../../../infra/lint/reporters/sarif.ts';
import { asText } from '../../../infra/lint/reporters/text.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const gapsOf = (text: string): string[] =>
  audit({ files: [{ name: 'file', text }] }).gaps.map(({ line, why, cure }) => `${line}: ${why}. ${cure}`);

const brokenIn = (text: string): string[] =>
  audit({ files: [{ name: 'file', text }] }).findings.flatMap(({ id, state }) =>
    state === 'broken' ? [id] : [],
  );

const render = /Audit what comes out of it, as helm template CHART > out\.yaml/;
const mend = /Mend it there\. A file that was cut ends like this, too\./;
const template = (lines: string) => `Resources:\n  A:\n    Type: AWS::Lambda::Function\n${lines}`;

describe('a file that cannot be read, or not wholly, is told with the line and what to do', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^null: it is empty\. See whether whatever writes it has failed\.$/],
    ['blanks', '\uFEFF \n\n', /^null: it is empty/],
    ['comments', '# soon\n', /^null: there is nothing in it but comments/],
    ['bytes', 'PK\u0003\u0004\0\0', /^null: it is no text\. Write it as plain text in UTF-8\.$/],
    ['UTF-16', Buffer.from('Resources: {}', 'utf16le').toString('utf8'), /^null: it is no text/],
    ['another kind', 'a: 1', /^null: it is no CloudFormation, nor .* file\. Leave it out/],
    [
      'JSON that was cut',
      '{ "Resources": {\n"A": {\n"Type": "AWS::',
      /^3: it is neither JSON nor YAML: .*cut/,
    ],
    ['YAML that was cut in a word', template('    Proper'), /^4: it is neither JSON nor YAML: /],
    ['YAML that was cut in a list', template('    Properties: [a, b'), /^4: it is neither JSON nor YAML: /],
    [
      'YAML that was cut after a key',
      template('    Properties:\n'),
      /^4: A: nothing stands there, which is refused/,
    ],
    [
      'YAML that was cut after a name',
      'AWSTemplateFormatVersion: a\nResources:\n  A:\n',
      /^3: A: it is no resource with a type\. Write it out/,
    ],
    ['values of Helm', 'apiVersion: v1\nkind: Service\nspec: { a: "{{ .Values.a }}" }\n', render],
    [
      'values of Helm that are no text',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .name }}\n',
      /^4: it is a template that something/,
    ],
    ['values beside a fault', 'Resources: { A: "{{resolve:ssm:a}}" }\nb: [\n', mend],
    [
      'conditions of Helm',
      'apiVersion: v1\n{{- if .Values.a }}\nkind: Service\n{{- end }}\n',
      /^2: it is a templ/,
    ],
    ['conditions of Jinja', 'kind: Service\n{% if a %}\nb: [\n{% endif %}\n', render],
    [
      'an object without a kind',
      'apiVersion: v1\nkind: Pod\n---\nmetadata: {}\n',
      /^4: document 2: it is no object/,
    ],
    [
      'nginx without a brace',
      'http {\n server {\n listen 80;\n }\n',
      /^1: the block that begins here is not closed/,
    ],
    [
      'nginx without a semicolon at the end',
      'events { worker_connections 9 }',
      /^1: worker_connections does not end/,
    ],
    [
      'nginx without a semicolon on the line before',
      'http {\nproxy_read_timeout 9s\nproxy_pass http://a;\n}',
      /^2: proxy_read_timeout does not end in a ;/,
    ],
    [
      'nginx without a semicolon before a block',
      'http {\ngzip on\nserver { }\n}',
      /^2: gzip does not end in a ;/,
    ],
    ['nginx that Jinja fills in', 'http {\n{% if a %}\nserver { listen 80; }\n}', render],
  ])('%s', (_, text, expected) => {
    expect(gapsOf(text)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    ['dynamic references of CloudFormation', template("    Properties: { Role: '{{resolve:ssm:/role}}' }\n")],
    ['what Swarm fills in', `services: { a: { image: a, hostname: '{{.Node.Hostname}}' } }\n`],
    ['labels of alerts', `apiVersion: v1\nkind: Rule\nspec: { a: 'high on {{ $labels.instance }}' }\n`],
    ['a comment about Helm', '# made of {{ .Values.a }}\napiVersion: v1\nkind: Service\n'],
    [
      'a comment in another encoding',
      'events { worker_connections 9; } # gr\uFFFD\uFFFDe aus dem Rechenzentrum und weiter\n',
    ],
    [
      'lists over several lines',
      'http { server { listen 80; server_name\n a.example\n b.example; gzip_types\n text/css; } }',
    ],
    ['a shape over several lines', `http { log_format m\n escape=json\n '$uri'\n 'proxy_pass'; }`],
    ['a listener with options on lines', 'http { server { listen 443\n ssl\n proxy_protocol; } }'],
  ])('but %s are no gap', (_, text) => expect(gapsOf(text)).toEqual([]));

  const alerts = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n${data}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: b } }, spec: { containers: [{ name: a, image: a }] } }
`;
  test.each([
    ['a text', 'data:\n  a.tmpl: |-\n    {{ .Values.a }}\n\n    {{ .Values.b }}\n'],
    ['a value', "data:\n  a.tmpl: '{{ .Values.a }}'\n# more\n  b.tmpl: '{{ .Values.b }}'\n"],
    [
      'a text elsewhere',
      'list:\n  - key: > # one\n      {{ .Values.a }}\n    other: a\n  - |\n    {{ .Values.a }}\n',
    ],
  ])('%s of a ConfigMap that is for Helm keeps nobody from judging what stands beside', (_, data) => {
    expect(gapsOf(alerts(data))).toEqual([]);
    expect(brokenIn(alerts(data))).toContain('selector-chooses-own-pods');
  });

  test.each([
    ['after a text', 'data:\n  a: |\n    b\nlist: "{{ .Values.a }}"\n', 7],
    ['beside a text of a list', 'list:\n  - key: |\n      b\n    other: "{{ .Values.a }}"\n', 7],
    ['inside of a text that cannot be read', 'data:\n  a: |\n    b {{ .Values.a }}\nlist: [\n', 6],
  ])('but values %s are', (_, data, line) =>
    expect(gapsOf(alerts(data))).toEqual([expect.stringMatching(new RegExp(`^${line}: it is a template`))]),
  );

  test('of a file with such a fault nginx takes nothing, and nothing in it is judged', () => {
    const location = 'location /ws { proxy_pass http://a; proxy_set_header Upgrade $http_upgrade;';
    expect(brokenIn(`http { server { ${location} } } }`)).not.toEqual([]);
    expect(brokenIn(`http { server { ${location} } }`)).toEqual([]);
  });

  test('of a property without a value, no default is taken for granted', () => {
    const behind = (time: string) => `    Properties: { Timeout: 120 }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !Ref A, ${time} }
`;
    const broken = (time: string) => brokenIn(template(behind(time)));
    expect(broken('')).toEqual(['function-within-gateway']);
    expect(broken('TimeoutInMillis: null')).toEqual([]);
  });

  test('a text that ends in the middle of a line may have been cut, and says so', () => {
    const unread = (text: string) => audit({ files: [{ name: 'f', text }] }).unread.map(({ why }) => why);
    expect(unread(template('    Properties: {}'))).toEqual([
      'it ends without a new line: see whether it was cut',
    ]);
    expect(unread(template('    Properties: {}\n'))).toEqual([]);
  });
});

describe('every format says what was not read', () => {
  const files = [{ name: 'gate.conf', text: 'http {\nserver { listen 80 }\n}' }];
  const result = audit({ files });

  test('for people', () => {
    expect(asText(result)).toBe(`gate.conf: nginx.conf
0 broken, 0 unknown, 0 hold, 1 not read

Not read: what is in there is not judged
  gate.conf:2  listen does not end in a ;
               Mend it there. A file that was cut ends like this, too.`);
  });

  test('for a pull request', () => {
    expect(asMarkdown(result)).toContain('| gate.conf:2 | listen does not end in a ; | Mend it there.');
  });

  test('for code hosts', () => {
    expect(asSarif(result)).toMatchObject({
      runs: [
        {
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                {
                  level: 'error',
                  message: { text: expect.stringContaining('listen does not end in a ;. Mend') },
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
    expect(asSarif(audit({ files: [] }))).toMatchObject({
      runs: [{ invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }] }],
    });
  });
});

describe('the exit code', () => {
  const folder = () => {
    const made = createTemporaryDirectory('gaps');
    onTestFinished(made.remove);
    return made.path;
  };
  const codeOf = async (positionals: readonly string[]) =>
    (await auditCommand.run({ profiles: null, positionals, options: {} })).exitCode;
  const fine = at('handwritten/fine.compose.yaml');
  const planted = at('handwritten/planted.compose.yaml');

  test('is 3 for what could not be read, unless something is found, which is 1', async () => {
    const broken = join(folder(), 'broken.yaml');
    writeFileSync(broken, 'services: [\n');
    expect(await codeOf([fine])).toBe(0);
    expect(await codeOf([fine, broken])).toBe(3);
    expect(await codeOf([planted, broken])).toBe(1);
  });

  test('is 3 for what cannot even be opened, with the rest read', async () => {
    const root = folder();
    mkdirSync(join(root, 'many'));
    const positionals = [fine, join(root, 'none.yaml'), join(root, 'many'), join(fine, 'x')];
    const { output, exitCode } = await auditCommand.run({
      profiles: null,
      positionals,
      options: { format: 'json' },
    });
    expect(exitCode).toBe(3);
    const { read, gaps } = JSON.parse(output);
    expect(read).toEqual([{ name: fine, kind: 'Compose' }]);
    expect(gaps).toEqual([
      expect.objectContaining({ file: positionals[1], why: 'there is no such file' }),
      expect.objectContaining({
        why: 'it is a directory',
        cure: `Name the files in it, as ${positionals[2]}/*.yaml.`,
      }),
      expect.objectContaining({ file: positionals[3], why: 'there is no such file' }),
    ]);
  });

  test('is that of the command, which also reads what comes in, and says so in its help', () => {
    const cli = (input: string, ...words: string[]) =>
      spawnSync(process.execPath, [at('../../../infra/cli.ts'), ...words], { encoding: 'utf8', input });
    const cut = readFileSync(planted, 'utf8').slice(0, 300);
    const { status, stdout } = cli(`${cut}\n  - [`, 'audit', '-');
    expect({ status, stdout }).toEqual({
      status: 3,
      stdout: expect.stringMatching(/^ {2}stdin:\d+ {2}it is/m),
    });
    expect(cli('', 'audit', '--help').stdout.replaceAll(/\s+/g, ' ')).toContain(
      'and 3 when nothing is found but',
    );
  });
});
