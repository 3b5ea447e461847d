import { common, numberOf, type Options, parse, theOne } from './arguments.ts';
import type { Command } from './command.ts';
import { followToRecord, showOptions } from './follow-up.ts';
import { serverOf } from './server.ts';

const options = {
  after: { type: 'string', value: 'SEQ', says: 'Show only what came after this event' },
  ...showOptions,
  ...common,
} as const satisfies Options;

export const watch: Command = {
  usage: 'ID',
  says: 'Watch a debate, from its start or from an event on, and end with the record',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const id = theOne(positionals, 'the id of a debate');
    const server = serverOf(values, terminal);
    const after = numberOf('after', values.after, 'whole') ?? 0;
    // A follower waits for a server that is away; one that was never there is told of at once.
    await server.client.get(id, { signal: terminal.interrupted });
    return followToRecord(server, id, after, values, terminal);
  },
};
