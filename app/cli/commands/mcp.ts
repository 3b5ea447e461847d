import { inspect } from 'node:util';
import { createMcpServer } from '../../mcp/protocol.ts';
import { serveStdio } from '../../mcp/stdio.ts';
import { createTools } from '../../mcp/tools.ts';
import { parseCommandLine } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

export const mcpCommand: CliCommand = {
  usage: '',
  summary: 'Serve the Model Context Protocol on standard input and output, for assistants that use tools',
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    if (positionals.length > 0) throw new UsageError('mcp takes no arguments');
    const { client } = resolveServer(values, terminal);
    terminal.interrupted.addEventListener('abort', () => terminal.stdin.destroy?.(), { once: true });
    const out = createOutput(terminal, 'stdout', true);
    const notes = createOutput(terminal, 'stderr', true);
    const owner = { caller: terminal.randomId(), nowMs: terminal.now };
    const onError = (error: unknown) => notes.writeLines([inspect(error)]);
    await serveStdio(
      terminal.stdin,
      {
        server: createMcpServer(terminal.version, createTools(client, owner), onError),
        send: (message) => out.writeDocument(`${JSON.stringify(message)}\n`, 'json'),
      },
      terminal.interrupted,
    );
    return exitCodes.decided;
  },
};
