import type { ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LambdaEvent, LambdaResult } from '../../../../app/http/server/lambda-events.ts';
import { listenOnFreePort } from '../network/listen.ts';

/** One Lambda environment: a process that handles one event at a time. */
export interface LambdaEnvironment {
  /** Resolves when the process waits for its first event. */
  readonly started: Promise<void>;
  /** Null: the process exceeded the timeout and was killed. */
  invoke(event: LambdaEvent): Promise<LambdaResult | null>;
  close(): void;
}

export type SpawnEnvironment = (
  env: Readonly<Record<string, string>>,
  entry: string,
) => { readonly child: ChildProcess };

const runtime = new URL('./runtime.ts', import.meta.url).pathname;

/** Starts a process and serves the Lambda Runtime API to it. */
export async function openLambdaEnvironment(
  timeoutMs: number,
  spawn: SpawnEnvironment,
): Promise<LambdaEnvironment> {
  const started = Promise.withResolvers<void>();
  let idle = Promise.withResolvers<ServerResponse>();
  let result = Promise.withResolvers<LambdaResult | null>();

  async function handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith('/next')) {
      started.resolve();
      idle.resolve(response);
      return;
    }
    result.resolve(JSON.parse(await text(request)));
    response.writeHead(202).end();
  }

  const server = createServer((request, response) => void handleRequest(request, response));
  const port = await listenOnFreePort(server);
  const { child } = spawn({ AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }, runtime);
  return {
    started: started.promise,
    async invoke(event) {
      const next = await idle.promise;
      idle = Promise.withResolvers();
      result = Promise.withResolvers();
      next.setHeader('lambda-runtime-aws-request-id', crypto.randomUUID());
      next.setHeader('lambda-runtime-deadline-ms', `${Date.now() + timeoutMs}`);
      next.end(JSON.stringify(event));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        result.resolve(null);
      }, timeoutMs);
      return result.promise.finally(() => clearTimeout(timer));
    },
    close() {
      child.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
    },
  };
}
