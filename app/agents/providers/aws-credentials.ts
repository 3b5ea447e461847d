import { readFile } from 'node:fs/promises';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { singleFlight } from '../../shared/single-flight.ts';
import { AgentFailure } from '../agent.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Rejects with an AgentFailure when there are none, or with the signal's reason. */
export type GetCredentials = (signal: AbortSignal) => Promise<AwsCredentials>;

export interface TaskRoleOptions {
  readonly url: string;
  /** Read anew each time, because the platform rotates it. */
  readonly tokenFile: string | undefined;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly limits: Contract['agents'];
}

/** Where ECS answers a task, EKS a pod; the addresses that AWS's own clients allow without TLS. */
const ecsHost = 'http://169.254.170.2';
const httpHosts: readonly string[] = [
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  'localhost',
  '127.0.0.1',
  '[::1]',
];

/**
 * The address that a task's credentials come from, null when the environment names none, or what is wrong
 * with it.
 */
export function parseTaskRoleUrl(
  relative: string | undefined,
  full: string | undefined,
): URL | string | null {
  if (relative !== undefined) {
    const path = URL.canParse(relative, ecsHost) ? new URL(relative, ecsHost) : null;
    if (path?.origin === ecsHost && relative.startsWith('/')) return path;
    return 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must be a path that begins with one /';
  }
  if (full === undefined) return null;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && httpHosts.includes(url.hostname)))
    return url;
  return 'AWS_CONTAINER_CREDENTIALS_FULL_URI must begin with https://, or be on loopback, ECS or EKS';
}

/**
 * A task's credentials, asked for when first needed and again shortly before they expire. Calls that come
 * meanwhile share one request. When the renewal fails, those that are still valid serve on.
 */
export function createTaskCredentials(role: TaskRoleOptions): GetCredentials {
  const { clock, limits } = role;
  let cached: ExpiringCredentials | null = null;
  const request = singleFlight(() => requestCredentials(role), { whileRunning: 'join' });

  return async (signal) => {
    if (cached && cached.expiresAt - limits.credentialsMarginMs > clock.now()) return cached.credentials;
    try {
      cached = await withAbort(request(), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!cached || cached.expiresAt <= clock.now()) throw error;
    }
    return cached.credentials;
  };
}

interface ExpiringCredentials {
  readonly credentials: AwsCredentials;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

async function requestCredentials({
  url,
  tokenFile,
  fetch,
  limits,
}: TaskRoleOptions): Promise<ExpiringCredentials> {
  const unreachable = (detail: string) =>
    new AgentFailure('unreachable', `bedrock: the task role's credentials cannot be read (${detail})`, {
      retryable: true,
    });
  try {
    const headers =
      tokenFile === undefined ? {} : { authorization: (await readFile(tokenFile, 'utf8')).trim() };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(limits.credentialsTimeoutMs) });
    if (response.status >= 500) throw unreachable(`answered ${response.status}`);
    if (!response.ok)
      throw new AgentFailure(
        'unauthorized',
        `bedrock: the task role gives no credentials (answered ${response.status})`,
      );
    return parseCredentials(await response.json());
  } catch (error) {
    if (error instanceof AgentFailure) throw error;
    throw unreachable(error instanceof Error ? error.message : 'failed');
  }
}

function parseCredentials(body: unknown): ExpiringCredentials {
  const members: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration,
  } = members;
  const expiresAt = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string' ||
    Number.isNaN(expiresAt)
  )
    throw new Error('the answer holds no credentials');
  return { credentials: { accessKeyId, secretAccessKey, sessionToken }, expiresAt };
}

/**
 * Stops waiting at the signal; the request goes on for the others who wait for it, and has a deadline of its
 * own.
 */
function withAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
