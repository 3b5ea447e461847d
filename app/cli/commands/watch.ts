import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, parseNumber, requireSingle } from '../../shared/command-line/parse.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { displayOptions, followUntilRecord } from '../follow-debate.ts';
import { resolveServer } from '../server.ts';

const options = {
  after: { type: 'string', placeholder: 'SEQ', description: 'Show only events after this one' },
  ...displayOptions,
  ...commonOptions,
} as const satisfies CommandOptions;

export const watchCommand: CliCommand = {
  usage: 'ID',
  ownServer: 'run',
  summary: 'Watch a debate from its start or from an event, and print its decision',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const server = resolveServer(values, terminal);
    const after = parseNumber('after', values.after, 'whole') ?? 0;
    // The follower would wait for an unreachable server; this call fails at once.
    await server.client.get(id, { signal: terminal.interrupted });
    return followUntilRecord(server, id, after, values, terminal);
  },
};
