import type { SourceFile } from '../style/sources.ts';

/** Where texts are parsed: by JSON, a schema, or a package, and in every function that is named so. */
const parses = new RegExp(
  [
    'JSON\\.parse\\(',
    '\\.safeParse\\(',
    'parse(?:All)?Documents?\\(',
    'new (?:Parser|URLSearchParams|Lexer)\\(',
    '\\.formData\\(',
    '^export (?:async )?function (?:\\w+ToText|openZip)\\(',
    '^export (?:async )?(?:function|const) parse[A-Z]',
  ].join('|'),
  'm',
);

/** The door of each file that parses what comes from outside, by the start of its name. */
export const doorsOfParsers: Readonly<Record<string, string>> = {
  'app/agents/model-id.ts': 'createDebate body judge.model',
  'app/agents/model-options.ts': 'models file',
  'app/agents/prices.ts': 'models file',
  'app/agents/providers/json-member.ts': 'anthropic answer',
  'app/agents/rehearsal/options.ts': 'createDebate body panel.0.model',
  'app/agents/servers/model-list.ts': 'list of models',
  'app/agents/servers/parse-model-list.ts': 'list of models',
  'app/cli/canonical-json.ts': 'record given to verify',
  'app/cli/evaluation/questions.ts': 'questions of an evaluation',
  'app/cli/verify-record.ts': 'record given to verify',
  'app/client/messages.ts': 'message of a server',
  'app/config/load-profile.ts': 'profile file in YAML',
  'app/contract/profile-file.ts': 'profile file',
  'app/debate/prompting/lenient-json.ts': 'reply to propose',
  'app/debate/prompting/parse-choice.ts': 'members of a reply to propose of a closed question',
  'app/debate/prompting/parse-judgement.ts': 'members of a reply to decide',
  'app/debate/prompting/parse-points.ts': 'members of a reply to critique',
  'app/debate/prompting/parse-reply.ts': 'reply to propose',
  'app/debate/questions/parse-estimate.ts': 'members of a reply to propose with a number',
  'app/debate/questions/parse-findings.ts': 'members of a reply to propose with a checklist',
  'app/files/csv.ts': 'CSV file',
  'app/files/docx.ts': 'docx file',
  'app/files/pdf.ts': 'PDF file',
  'app/files/zip.ts': 'docx file of any bytes',
  'app/http/auth/credentials.ts': 'header authorization',
  'app/http/debates/create.ts': 'createDebate body',
  'app/http/debates/documents.ts': 'createDebate evidence of text/plain',
  'app/http/debates/html-to-text.ts': 'createDebate evidence of text/html',
  'app/http/debates/load.ts': 'listDebates query cursor',
  'app/http/debates/multipart.ts': 'createDebate file of text/plain',
  'app/http/live/websocket/client-frames.ts': 'WebSocket frame',
  'app/http/debates/derived-debates.ts': 'rerunDebate body',
  'app/http/schemas/json-body.ts': 'createDebate body',
  'app/http/schemas/parse.ts': 'createDebate body',
  'app/live/messages.ts': 'message of the bus',
  'app/mcp/stdio.ts': 'message of an MCP client',
  'app/shared/markdown.ts': 'answer in an export as HTML',
  'app/sources/mcp-session.ts': 'message of a search tool as application/json',
  'app/sources/search-tool.ts': 'answer of a search tool',
  'app/sources/searxng.ts': 'answer of a search server',
  'infra/cli/ignore-file.ts': 'audit: .gitignore',
  'infra/lint/container/quantities.ts': 'audit of Kubernetes',
  'infra/lint/models/cloudformation/fargate.ts': 'audit of CloudFormation',
  'infra/lint/models/compose/env-file.ts': 'audit: .env file',
  'infra/lint/models/dockerfile/read-dockerfile.ts': 'audit of Dockerfile',
  'infra/lint/models/nginx/parse.ts': 'audit of nginx',
  'infra/lint/models/nginx/units.ts': 'audit of nginx',
  'infra/lint/parse/json.ts': 'audit of CloudFormation as JSON',
  'infra/lint/parse/source-file.ts': 'audit of any file',
  'infra/lint/parse/yaml.ts': 'audit of Compose',
  'infra/lint/suppressions.ts': 'audit: accepted findings',
};

/** Files that parse what this program, its operator or its own build has written. */
export const trustedParsers: readonly string[] = [
  // What the program or its database holds.
  'app/cli/evaluation/result-lines.ts',
  'app/http/records/report/strip-deep.ts',
  'app/http/docs/openapi.ts',
  'app/runtime/supervisor/messages.ts',
  'app/shared/printable.ts',
  'app/store/embedded/data-directory-lock.ts',
  'app/store/embedded/pglite.ts',
  'app/store/hash-chain.ts',
  'app/store/queries/debates.ts',
  'app/store/queries/panels.ts',
  // What the operator types: variables and arguments, which the system keeps short, and the address of a server.
  'app/cli.ts',
  'app/cli/commands/panels.ts',
  'app/cli/doctor/data.ts',
  'app/cli/doctor/server.ts',
  'app/client/http.ts',
  'app/client/keys.ts',
  'app/config/access.ts',
  'app/config/config.ts',
  'app/config/open-id.ts',
  'app/config/signing.ts',
  'app/config/sources.ts',
  'app/shared/command-line/parse.ts',
  'infra/checks/cidr.ts',
  // What the metadata service of the machine answers.
  'app/agents/providers/aws-credentials.ts',
  // What AWS answers about the operator's own account.
  'infra/stacks/deployed-template.ts',
  // What is in the repository.
  'infra/package/build.ts',
  'infra/schema/parse-types.ts',
  'infra/synth/snapshots.ts',
];

/** What is wrong with the tables above, one sentence each. */
export function findUncoveredParsers(files: readonly SourceFile[], doorNames: readonly string[]): string[] {
  const paths = files
    .filter(
      ({ path, text }) => /^(?:app|infra)\//.test(path) && !path.startsWith('app/page/') && parses.test(text),
    )
    .map(({ path }) => path);
  const known = [...Object.keys(doorsOfParsers), ...trustedParsers];
  return [
    ...paths
      .filter((path) => !known.includes(path))
      .map(
        (path) =>
          `${path} parses text, and no door feeds it: add a door in test/doors and name it in doorsOfParsers, or add ` +
          'the file to trustedParsers if no one outside can write what it parses',
      ),
    ...known.filter((path) => !paths.includes(path)).map((path) => `${path} parses nothing: remove its row`),
    ...Object.entries(doorsOfParsers)
      .filter(([, door]) => !doorNames.some((name) => name.startsWith(door)))
      .map(([path, door]) => `${path} has the door "${door}", which does not exist`),
  ];
}
