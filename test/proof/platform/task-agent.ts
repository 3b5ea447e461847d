import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listenOnFreePort } from './network/listen.ts';

/** Imitates the ECS agent at ECS_AGENT_URI and records its requests. */
export interface TaskAgent {
  readonly uri: string;
  isProtected(): boolean;
  /** Resolves once the task is protected. */
  waitUntilProtected(): Promise<void>;
  /** Resolves when the task releases its protection. */
  waitUntilReleased(): Promise<void>;
  close(): void;
}

export interface TaskAgentOptions {
  /** The scaled length of a minute. */
  readonly minuteMs: number;
  /** Decides whether a request fails, from the time since the protection began. */
  readonly shouldFail: (protectedForMs: number) => boolean;
}

/** Amazon ECS, task scale-in protection endpoint: a protection lasts 1 to 2880 minutes. */
export async function openTaskAgent({ minuteMs, shouldFail }: TaskAgentOptions): Promise<TaskAgent> {
  let protectedSince = Number.POSITIVE_INFINITY;
  let protectedUntil = 0;
  let protectedSignal = Promise.withResolvers<void>();
  let releasedSignal = Promise.withResolvers<void>();

  function setProtection(isEnabled: boolean, minutes: number): void {
    protectedSince = isEnabled ? performance.now() : Number.POSITIVE_INFINITY;
    protectedUntil = isEnabled ? protectedSince + minutes * minuteMs : 0;
    if (isEnabled) {
      protectedSignal.resolve();
      return;
    }
    releasedSignal.resolve();
    releasedSignal = Promise.withResolvers();
    protectedSignal = Promise.withResolvers();
  }

  const server = createServer(async (request, response) => {
    const body: unknown = await json(request);
    const { ProtectionEnabled: isEnabled = false, ExpiresInMinutes: minutes = 120 } = parseBody(body);
    const isInvalid = request.url !== '/task-protection/v1/state' || minutes < 1 || minutes > 2880;
    if (isInvalid || shouldFail(performance.now() - protectedSince))
      return response.writeHead(isInvalid ? 400 : 500).end('{"error":{}}');
    setProtection(isEnabled, minutes);
    response.end('{"protection":{}}');
  });
  return {
    uri: `http://127.0.0.1:${await listenOnFreePort(server)}`,
    isProtected: () => performance.now() < protectedUntil,
    waitUntilProtected: () => protectedSignal.promise,
    waitUntilReleased: () => releasedSignal.promise,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Body {
  readonly ProtectionEnabled?: boolean;
  readonly ExpiresInMinutes?: number;
}

const parseBody = (body: unknown): Body => (typeof body === 'object' && body !== null ? body : {});
