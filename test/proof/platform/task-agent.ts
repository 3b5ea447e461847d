import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listenOnFreePort } from './network/listen.ts';

/** The agent of ECS as a task knows it, at ECS_AGENT_URI, and what it was asked for. */
export interface TaskAgent {
  readonly uri: string;
  isProtected(): boolean;
  /** Resolves when the task is protected next, or at once if it is. */
  waitUntilProtected(): Promise<void>;
  /** Resolves when the task lets go next. */
  waitUntilReleased(): Promise<void>;
  close(): void;
}

export interface TaskAgentOptions {
  /** How long a minute of its own lasts. */
  readonly minuteMs: number;
  /** Whether a question is answered with an error; how long the task has been protected since it was asked for. */
  readonly shouldFail: (protectedForMs: number) => boolean;
}

/** Amazon ECS, task scale-in protection endpoint: protection is asked for in minutes, 1 to 2880, and expires. */
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
    const { ProtectionEnabled: isEnabled = false, ExpiresInMinutes: minutes = 120 } = bodyOf(body);
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

const bodyOf = (body: unknown): Body => (typeof body === 'object' && body !== null ? body : {});
