import { ApiError, ServerUnreachable } from '../../client/client.ts';
import { parseCommandLine } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { serveMcp, type ToolResult } from '../mcp/protocol.ts';
import { createTools } from '../mcp/tools.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';

export const mcpCommand: CliCommand = {
  usage: '',
  summary: 'Serve the Model Context Protocol on standard input and output, for assistants that use tools',
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    if (positionals.length > 0) throw new UsageError('mcp takes no arguments');
    const { client, baseUrl } = resolveServer(values, terminal);
    terminal.interrupted.addEventListener('abort', () => terminal.stdin.destroy?.(), { once: true });
    const out = createOutput(terminal, 'stdout', true);
    await serveMcp(
      terminal.stdin,
      {
        version: terminal.version,
        tools: createTools(client, terminal.randomId),
        send: (message) => out.writeDocument(`${JSON.stringify(message)}\n`, 'json'),
        toFailure: (error) => describeFailure(error, baseUrl),
      },
      terminal.interrupted,
    );
    return exitCodes.decided;
  },
};

/** A failed call is a result that the model reads, not an error of the protocol. */
function describeFailure(error: unknown, baseUrl: string): ToolResult {
  if (error instanceof ApiError) return { text: error.detail, data: { code: error.code }, isError: true };
  if (error instanceof ServerUnreachable)
    return { text: `No answer from ${baseUrl}.`, data: { code: 'unreachable' }, isError: true };
  if (error instanceof TypeError)
    return { text: error.message, data: { code: 'invalid-arguments' }, isError: true };
  throw error;
}
