import type { Client } from '../../client/client.ts';
import { parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

type Call = (client: Client, id: string, signal: AbortSignal) => Promise<unknown>;

/** A command that takes the id of a debate and changes it; `done` completes the sentence about it. */
const simpleCommand = (summary: string, done: string, call: Call): CliCommand => ({
  usage: 'ID',
  summary,
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    const id = requireSingle(positionals, 'the id of a debate');
    const { client } = resolveServer(values, terminal);
    await call(client, id, terminal.interrupted);
    createOutput(terminal, 'stdout', true).writeLines([`Debate ${id} ${done}.`]);
    return exitCodes.decided;
  },
});

export const cancelCommand = simpleCommand(
  'Stop a debate at once, without a decision',
  'is cancelled',
  (client, id, signal) => client.command(id, 'cancel', { signal }),
);

export const pauseCommand = simpleCommand(
  'Start no new turns until resume',
  'is paused',
  (client, id, signal) => client.command(id, 'pause', { signal }),
);

export const resumeCommand = simpleCommand('Resume a paused debate', 'continues', (client, id, signal) =>
  client.command(id, 'resume', { signal }),
);

export const concludeCommand = simpleCommand(
  'Let the running turns end, then decide',
  'decides once the running turns have ended',
  (client, id, signal) => client.command(id, 'conclude', { signal }),
);

export const deleteCommand = simpleCommand(
  'Delete a debate that has ended, with its documents and record',
  'is deleted',
  (client, id, signal) => client.delete(id, { signal }),
);

type TextCall = (client: Client, id: string, text: string, signal: AbortSignal) => Promise<unknown>;

/** The same with a text, in quotes. */
const textCommand = (usage: string, summary: string, done: string, call: TextCall): CliCommand => ({
  usage: `ID ${usage}`,
  summary,
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    const [id, text, ...rest] = positionals;
    if (id === undefined || text === undefined || rest.length > 0)
      throw new UsageError(`expected the id of a debate and a ${usage.toLowerCase()} in quotes`);
    const { client } = resolveServer(values, terminal);
    await withUsageErrors(
      () => call(client, id, text, terminal.interrupted),
      () => usage,
    );
    createOutput(terminal, 'stdout', true).writeLines([`Debate ${id} ${done}.`]);
    return exitCodes.decided;
  },
});

export const noteCommand = textCommand(
  'NOTE',
  'Send a note to the panel, which every agent reads before its next turn',
  'has received the note',
  (client, id, text, signal) => client.note(id, text, { signal }),
);

export const renameCommand = textCommand(
  'TITLE',
  'Give a debate a title for the list; an empty one removes it',
  'is renamed',
  (client, id, title, signal) => client.rename(id, title.trim() || null, { signal }),
);
