import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { listening } from './listening.ts';

/** The agent of ECS as a task knows it, at ECS_AGENT_URI, and what it was asked for. */
export interface TaskAgent {
  readonly uri: string;
  isProtected(): boolean;
  /** Resolves when the task is protected next, or at once if it is. */
  taken(): Promise<void>;
  /** Resolves when the task lets go next. */
  freed(): Promise<void>;
  close(): void;
}

export interface AgentParts {
  /** How long a minute of its own lasts. */
  readonly minuteMs: number;
  /** Whether a question is answered with an error; how long the task has been protected since it was asked for. */
  readonly fails: (protectedForMs: number) => boolean;
}

/** Amazon ECS, task scale-in protection endpoint: protection is asked for in minutes, 1 to 2880, and expires. */
export async function openTaskAgent({ minuteMs, fails }: AgentParts): Promise<TaskAgent> {
  let since = Number.POSITIVE_INFINITY;
  let until = 0;
  let taking = Promise.withResolvers<void>();
  let freeing = Promise.withResolvers<void>();

  function put(wanted: boolean, minutes: number): void {
    since = wanted ? performance.now() : Number.POSITIVE_INFINITY;
    until = wanted ? since + minutes * minuteMs : 0;
    if (wanted) {
      taking.resolve();
      return;
    }
    freeing.resolve();
    freeing = Promise.withResolvers();
    taking = Promise.withResolvers();
  }

  const server = createServer(async (request, response) => {
    const body: unknown = await json(request);
    const { ProtectionEnabled: wanted = false, ExpiresInMinutes: minutes = 120 } = bodyOf(body);
    const mistaken = request.url !== '/task-protection/v1/state' || minutes < 1 || minutes > 2880;
    if (mistaken || fails(performance.now() - since))
      return response.writeHead(mistaken ? 400 : 500).end('{"error":{}}');
    put(wanted, minutes);
    response.end('{"protection":{}}');
  });
  return {
    uri: `http://127.0.0.1:${await listening(server)}`,
    isProtected: () => performance.now() < until,
    taken: () => taking.promise,
    freed: () => freeing.promise,
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
