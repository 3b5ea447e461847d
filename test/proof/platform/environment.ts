import type { ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FunctionEvent, FunctionResult } from '../../../app/http/function-events.ts';
import { listening } from './listening.ts';

/** One environment of a function: a process that answers one event at a time. */
export interface Environment {
  /** Resolves when it has started, and waits for its first event. */
  readonly started: Promise<void>;
  /** Null: it has not answered within the function's time, and was killed. */
  invoke(event: FunctionEvent): Promise<FunctionResult | null>;
  close(): void;
}

export type SpawnEnvironment = (
  env: Readonly<Record<string, string>>,
  entry: string,
) => { readonly child: ChildProcess };

const runtime = new URL('./function-runtime.ts', import.meta.url).pathname;

/** Speaks the Runtime API of Lambda with a process of its own. */
export async function openEnvironment(timeoutMs: number, spawn: SpawnEnvironment): Promise<Environment> {
  const started = Promise.withResolvers<void>();
  let idle = Promise.withResolvers<ServerResponse>();
  let answered = Promise.withResolvers<FunctionResult | null>();

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    if (asked.url?.endsWith('/next')) {
      started.resolve();
      idle.resolve(response);
      return;
    }
    answered.resolve(JSON.parse(await text(asked)));
    response.writeHead(202).end();
  }

  const server = createServer((asked, response) => void answer(asked, response));
  const port = await listening(server);
  const { child } = spawn({ AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }, runtime);
  return {
    started: started.promise,
    async invoke(event) {
      const next = await idle.promise;
      idle = Promise.withResolvers();
      answered = Promise.withResolvers();
      next.setHeader('lambda-runtime-aws-request-id', crypto.randomUUID());
      next.setHeader('lambda-runtime-deadline-ms', `${Date.now() + timeoutMs}`);
      next.end(JSON.stringify(event));
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        answered.resolve(null);
      }, timeoutMs);
      return answered.promise.finally(() => clearTimeout(late));
    },
    close() {
      child.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
    },
  };
}
