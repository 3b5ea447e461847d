import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTaskCredentials, parseTaskRoleUrl } from '../../../app/agents/providers/aws-credentials.ts';
import { sendOverHttp } from '../../../app/agents/providers/transport/send.ts';
import { createRoster } from '../../../app/agents/roster.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { listenOnLoopback, type ModelServer, startModelServer } from '../../support/agents/model-server.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';

const hour = 3_600_000;
const limits = profile('test').agents;
const signal = new AbortController().signal;

/** A response of the credentials server. */
type Answer = { readonly key: string; readonly expiresAt: number } | { readonly status: number };

let folder: string;
let answers: Answer[];
let requests: { readonly path: string; readonly authorization: string | undefined }[];
let server: ReturnType<typeof createServer>;
let url: string;
let bedrock: ModelServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rostrum-credentials-'));
  answers = [];
  requests = [];
  server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (!answer || 'status' in answer) return response.writeHead(answer?.status ?? 500).end('no');
    const Expiration = new Date(answer.expiresAt).toISOString();
    const body = { AccessKeyId: answer.key, SecretAccessKey: 'secret', Token: 'session', Expiration };
    return response.end(JSON.stringify(body));
  });
  url = await listenOnLoopback(server);
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await bedrock?.close();
  bedrock = null;
  await rm(folder, { recursive: true });
});

function createSource(clock = createManualClock(), tokenFile?: string) {
  return { clock, source: createTaskCredentials({ url, tokenFile, fetch, clock, limits }) };
}

describe("a task's credentials", () => {
  it('are requested once and reused until shortly before they expire', async () => {
    const { clock, source } = createSource();
    answers = [
      { key: 'FIRST', expiresAt: hour },
      { key: 'SECOND', expiresAt: 2 * hour },
    ];
    expect((await source(signal)).accessKeyId).toBe('FIRST');
    await clock.advanceAsync(hour - limits.credentialsMarginMs - 1);
    expect((await source(signal)).accessKeyId).toBe('FIRST');
    expect(requests).toHaveLength(1);
    await clock.advanceAsync(1);
    expect((await source(signal)).accessKeyId).toBe('SECOND');
    expect(requests).toHaveLength(2);
  });

  it('are requested once for concurrent calls', async () => {
    const { source } = createSource();
    answers = [{ key: 'FIRST', expiresAt: hour }];
    const all = await Promise.all(Array.from({ length: 20 }, () => source(signal)));
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['FIRST']));
    expect(requests).toHaveLength(1);
  });

  it('are used until they expire when a renewal fails', async () => {
    const { clock, source } = createSource();
    answers = [{ key: 'FIRST', expiresAt: hour }, { status: 500 }];
    await source(signal);
    await clock.advanceAsync(hour - 1000);
    expect((await source(signal)).accessKeyId).toBe('FIRST');
    await clock.advanceAsync(1000);
    await expect(source(signal)).rejects.toMatchObject({ reason: 'unreachable', retryable: true });
  });

  it('are a permanent failure when they are refused', async () => {
    const { source } = createSource();
    answers = [{ status: 403 }];
    await expect(source(signal)).rejects.toMatchObject({ reason: 'unauthorized', retryable: false });
  });

  it('are requested with the current token of the token file', async () => {
    const tokenFile = join(folder, 'token');
    const { clock, source } = createSource(createManualClock(), tokenFile);
    answers = [{ key: 'FIRST', expiresAt: hour }];
    await writeFile(tokenFile, 'token-one\n');
    await source(signal);
    await writeFile(tokenFile, 'token-two\n');
    await clock.advanceAsync(hour);
    await source(signal);
    expect(requests.map(({ authorization }) => authorization)).toEqual(['token-one', 'token-two']);
  });

  it('reject an aborted caller and are delivered to the others', async () => {
    const { source } = createSource();
    answers = [{ key: 'FIRST', expiresAt: hour }];
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const abortedRequest = source(controller.signal);
    const otherRequest = source(signal);
    controller.abort(reason);
    await expect(abortedRequest).rejects.toBe(reason);
    expect((await otherRequest).accessKeyId).toBe('FIRST');
  });

  it('sign the calls to Bedrock', async () => {
    bedrock = await startModelServer('bedrock', [{ kind: 'reply', chunks: ['yes'] }]);
    answers = [{ key: 'ASIATASKROLE', expiresAt: Date.now() + hour }];
    const roster = await createRoster({
      env: {
        AWS_REGION: 'eu-central-1',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v2/credentials/task`,
        BEDROCK_BASE_URL: bedrock.url,
      },
      contract: profile('test'),
      modelsFile: null,
      localUrl: null,
      clock: systemClock,
      random: () => 0,
      send: sendOverHttp,
    });
    expect(roster).toMatchObject({ defaultReason: "AWS_REGION is set with the task's role" });
    const agent = roster.agent(roster.defaultModel);
    for (let turn = 0; turn < 2; turn++) await agent.generate(proposeBrief(), { signal, onText: () => {} });
    expect(requests.map(({ path }) => path)).toEqual(['/v2/credentials/task']);
    expect(bedrock.calls).toHaveLength(2);
    const { authorization, 'x-amz-security-token': session } = bedrock.calls[0]?.headers ?? {};
    expect(authorization).toContain('Credential=ASIATASKROLE/');
    expect(authorization).toContain('/eu-central-1/bedrock/');
    expect(session).toBe('session');
  });
});

describe('where the credentials come from', () => {
  it.each([
    ['/v2/x', undefined, 'http://169.254.170.2/v2/x'],
    [undefined, 'http://169.254.170.23/v1/credentials', 'http://169.254.170.23/v1/credentials'],
    [undefined, 'https://credentials.example/x', 'https://credentials.example/x'],
  ])('%s or %s is %s', (relative, full, expected) => {
    expect(parseTaskRoleUrl(relative, full)).toEqual(new URL(expected));
  });

  it('is nowhere when the platform names nothing', () => {
    expect(parseTaskRoleUrl(undefined, undefined)).toBeNull();
  });

  it.each([
    ['//evil.example/x', undefined, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    ['@evil.example/x', undefined, 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    [undefined, 'http://evil.example/x', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    [undefined, 'not a url', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ])('is never a stranger without TLS: %s, %s', (relative, full, variable) => {
    expect(parseTaskRoleUrl(relative, full)).toContain(variable);
  });
});
