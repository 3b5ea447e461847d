import { connect } from 'node:net';
import { ServerUnreachable } from '../client/client.ts';
import type { CliCommand } from './command.ts';
import { CommandError, type ExitCode } from './exit-codes.ts';
import { createOutput, type Terminal } from './output/terminal.ts';

/**
 * Runs a command, on a server of its own when no address was chosen and nothing listens at the default one. The
 * debates of that server are in the data directory, where later servers find them.
 */
export async function runWithServer(
  command: CliCommand,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { ownServer } = command;
  const isNamed = terminal.isServerNamed || args.some((word) => /^--server(?:=|$)/.test(word));
  if (!ownServer || isNamed || (await hasListener(new URL(terminal.server))))
    return command.run(args, terminal);
  const stdin = bufferInput(terminal.stdin);
  try {
    // Refuses wrong arguments before a server is started for them.
    return await command.run(args, { ...terminal, stdin });
  } catch (error) {
    if (!(error instanceof ServerUnreachable)) throw error;
  }
  if (args.includes('--detach'))
    throw new CommandError(
      `no server runs at ${terminal.server}, and --detach needs one that goes on: start it with \`npm run dev\``,
    );
  const notes = createOutput(terminal, 'stderr', true);
  notes.writeLines([`No server runs at ${terminal.server}: this command starts one of its own.`]);
  const server = await terminal.startServer(ownServer);
  try {
    return await command.run(args, { ...terminal, stdin, server: server.url });
  } finally {
    await server.stop();
  }
}

const connectTimeoutMs = 2000;

/** Whether something accepts connections there, or takes its time to. */
function hasListener({ hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port), timeout: connectTimeoutMs });
  socket.on('connect', () => resolve(true));
  socket.on('timeout', () => resolve(true));
  socket.on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** Standard input that can be read again from its beginning. */
function bufferInput(stdin: Terminal['stdin']): Terminal['stdin'] {
  const chunks: Buffer[] = [];
  const source = stdin[Symbol.asyncIterator]();
  return {
    isTTY: stdin.isTTY ?? false,
    async *[Symbol.asyncIterator]() {
      yield* chunks;
      for (let next = await source.next(); !next.done; next = await source.next()) {
        chunks.push(next.value);
        yield next.value;
      }
    },
  };
}
