import {
  type CommandOptions,
  commonOptions,
  parseCommandLine,
  parseNumber,
  requireSingle,
} from '../arguments.ts';
import type { CliCommand } from '../command.ts';
import { displayOptions, followUntilRecord } from '../follow-debate.ts';
import { resolveServer } from '../server.ts';

const options = {
  after: { type: 'string', placeholder: 'SEQ', description: 'Show only what came after this event' },
  ...displayOptions,
  ...commonOptions,
} as const satisfies CommandOptions;

export const watchCommand: CliCommand = {
  usage: 'ID',
  description: 'Watch a debate, from its start or from an event on, and end with the record',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const id = requireSingle(positionals, 'the id of a debate');
    const server = resolveServer(values, terminal);
    const after = parseNumber('after', values.after, 'whole') ?? 0;
    // A follower waits for a server that is away; one that was never there is told of at once.
    await server.client.get(id, { signal: terminal.interrupted });
    return followUntilRecord(server, id, after, values, terminal);
  },
};
