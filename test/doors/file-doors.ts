import { AgentConfigError } from '../../app/agents/agent.ts';
import { readModelOptions } from '../../app/agents/model-options.ts';
import { readModelCatalog } from '../../app/agents/prices.ts';
import { readModelServers } from '../../app/agents/servers/model-servers.ts';
import { parseQuestionLines } from '../../app/cli/evaluation/questions.ts';
import { verifyRecord } from '../../app/cli/verify-record.ts';
import { parseServerMessage } from '../../app/client/messages.ts';
import { parseProfileText } from '../../app/config/load-profile.ts';
import { parseProfile } from '../../app/contract/profile-file.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { SignedRecord } from '../../app/debate/record/signature.ts';
import { createFrameReader } from '../../app/http/live/websocket/client-frames.ts';
import { buildReport } from '../../app/http/records/report/build-report.ts';
import { renderHtml } from '../../app/http/records/report/html.ts';
import { renderMarkdown } from '../../app/http/records/report/markdown.ts';
import { parseDebateMessage } from '../../app/live/messages.ts';
import { createMcpServer } from '../../app/mcp/protocol.ts';
import { serveStdio } from '../../app/mcp/stdio.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { readRpcAnswer } from '../../app/sources/mcp-session.ts';
import { readToolResult } from '../../app/sources/search-tool.ts';
import { parseSearxngAnswer } from '../../app/sources/searxng.ts';
import { SourceRefused } from '../../app/sources/source-refused.ts';
import { parseIgnoreFile } from '../../infra/cli/ignore-file.ts';
import { lint } from '../../infra/lint/lint.ts';
import { interpolate, parseEnvFile } from '../../infra/lint/models/compose/env-file.ts';
import { parseSuppressions } from '../../infra/lint/suppressions.ts';
import type { Door } from './measure.ts';

const contract = profile('production');
const fileCharsMax = 256 * 1024;
const frameCharsMax = contract.live.frameBytesMax;

/** The caller reports these in its own words. */
function refuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
}

function feedQuestions(text: string): void {
  try {
    parseQuestionLines('questions.jsonl', text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}

function feedModelsFile(text: string): void {
  for (const read of [readModelCatalog, readModelServers, withOptions]) {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof AgentConfigError)) throw error;
    }
  }
}

function withOptions(text: string): void {
  readModelCatalog(text);
  readModelOptions(text, { min: 1, max: 1000 });
}

const readFrame = (text: string) => createFrameReader(contract, () => 0)(text);
const mcpServer = { server: createMcpServer('1.0.0', [], () => {}), send() {} };

async function* inChunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

function feedSearchAnswer(text: string): void {
  for (const answer of [
    text,
    asJson({ results: [{ url: 'https://a.example/', title: text, content: text }] }),
  ]) {
    refusesSource(() => parseSearxngAnswer(answer));
  }
}

const feedToolMessage = (text: string, type: string) =>
  refusesSource(() => readRpcAnswer({ headers: { 'content-type': type }, text }, 1));

function refusesSource(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SourceRefused)) throw error;
  }
}

const asJson = (value: unknown) => JSON.stringify(value);

export const frameDoors: readonly Door[] = [
  { name: 'answer of a search server', charsMax: 1024 * 1024, feed: feedSearchAnswer },
  {
    name: 'answer of a search tool',
    charsMax: 1024 * 1024,
    feed: (text) => readToolResult({ content: [{ type: 'text', text }] }),
  },
  ...['application/json', 'text/event-stream'].map(
    (type): Door => ({
      name: `message of a search tool as ${type}`,
      charsMax: 1024 * 1024,
      feed: (text) => feedToolMessage(text, type),
    }),
  ),
  { name: 'WebSocket frame', charsMax: frameCharsMax, feed: readFrame },
  ...(['type', 'debate', 'after'] as const).map(
    (member): Door => ({
      name: `WebSocket frame ${member}`,
      charsMax: frameCharsMax,
      feed: (text) => readFrame(asJson({ type: 'subscribe', debate: 'd1', after: 0, [member]: text })),
    }),
  ),
  {
    name: 'message of an MCP client',
    charsMax: fileCharsMax,
    feed: (text) => serveStdio(inChunks(`${text}\n`), mcpServer, new AbortController().signal),
  },
  { name: 'message of the bus', charsMax: fileCharsMax, feed: parseDebateMessage },
  { name: 'message of a server to the client', charsMax: fileCharsMax, feed: parseServerMessage },
];

/** `record` is signed. */
export const recordDoors = (record: SignedRecord): readonly Door[] => [
  {
    name: 'record given to verify',
    charsMax: fileCharsMax,
    feed: (text) => verifyRecord({ record: text, events: null, keyId: null }),
  },
  {
    name: 'member of a record given to verify',
    charsMax: fileCharsMax,
    feed: (text) => verifyRecord({ record: asJson({ ...record, answer: text }), events: null, keyId: null }),
  },
  {
    name: 'event log given to verify',
    charsMax: fileCharsMax,
    feed: (text) => verifyRecord({ record: asJson(record), events: text, keyId: null }),
  },
  ...Object.entries({ Markdown: renderMarkdown, HTML: renderHtml }).map(
    ([format, render]): Door => ({
      name: `answer in an export as ${format}`,
      charsMax: 10 * contract.agents.outputTokensMax,
      feed: (text) => render(buildReport({ ...record, answer: text, question: text })),
    }),
  ),
];

/** How the files begin that the audit recognizes. */
const auditedKinds: Readonly<Record<string, readonly [name: string, start: string]>> = {
  CloudFormation: ['stack.yaml', 'Resources:\n  A:\n    Type: AWS::ECS::Service\n    Properties:\n      B: '],
  'CloudFormation as JSON': [
    'stack.json',
    '{"Resources":{"A":{"Type":"AWS::ECS::Service","Properties":{"B":',
  ],
  Kubernetes: ['app.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec: '],
  Compose: ['compose.yaml', 'services:\n  web:\n    image: a\n    command: '],
  Terraform: ['main.tf', 'resource "aws_lb" "a" {\n  idle_timeout = '],
  nginx: [
    'nginx.conf',
    'events {}\nhttp {\n  upstream a { server b:1; }\n  server { location / { proxy_pass http://a; } ',
  ],
  Dockerfile: ['Dockerfile', 'FROM node\nCMD '],
  'any file': ['file', ''],
};

export const configurationDoors: readonly Door[] = [
  { name: 'questions of an evaluation', charsMax: fileCharsMax, feed: feedQuestions },
  ...(['id', 'question', 'options', 'answer', 'evidence'] as const).map(
    (member): Door => ({
      name: `questions of an evaluation, ${member}`,
      charsMax: fileCharsMax,
      feed: (text) =>
        feedQuestions(
          asJson({ id: 'q', question: 'Why?', options: ['A', 'B'], answer: 'A', [member]: text }),
        ),
    }),
  ),
  { name: 'models file', charsMax: fileCharsMax, feed: feedModelsFile },
  {
    name: 'models file, a server',
    charsMax: fileCharsMax,
    feed: (text) =>
      feedModelsFile(asJson({ servers: { lab: { url: text, headers: { a: text }, default: text } } })),
  },
  { name: 'profile file in YAML', charsMax: fileCharsMax, feed: (text) => parseProfileText('a.yaml', text) },
  { name: 'profile file', charsMax: fileCharsMax, feed: (text) => parseProfile(text, 'ours') },
  {
    name: 'profile file, a name',
    charsMax: fileCharsMax,
    feed: (text) =>
      parseProfile(asJson({ extends: 'self-hosted', [text]: 1, edge: { [text]: text } }), 'ours'),
  },
  ...Object.entries(auditedKinds).map(
    ([kind, [name, start]]): Door => ({
      name: `audit of ${kind}`,
      charsMax: fileCharsMax,
      feed: (text) => lint({ files: [{ name, text: start + text }] }),
    }),
  ),
  {
    name: 'audit: .env file',
    charsMax: fileCharsMax,
    feed: (text) => {
      const variables = parseEnvFile(`A=${text}\nB="${text}`);
      interpolate(text, variables);
    },
  },
  { name: 'audit: .gitignore', charsMax: fileCharsMax, feed: (text) => parseIgnoreFile('.', `a${text}b`) },
  {
    name: 'audit: accepted findings',
    charsMax: fileCharsMax,
    feed: (text) => refuses(() => parseSuppressions(text)),
  },
];
