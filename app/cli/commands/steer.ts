import type { Client } from '../../client/client.ts';
import { parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

interface Steering {
  readonly summary: string;
  /** Completes the sentence "Debate ID …". */
  readonly done: string;
  /** The name of a text that follows the id, in quotes. */
  readonly text?: string;
  readonly call: (client: Client, id: string, signal: AbortSignal, text: string) => Promise<unknown>;
}

/** A command that takes the id of a debate, and perhaps a text, and changes the debate. */
const steeringCommand = ({ summary, done, text: name, call }: Steering): CliCommand => ({
  usage: name === undefined ? 'ID' : `ID ${name}`,
  summary,
  options: commonOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, commonOptions);
    const [id, text] =
      name === undefined
        ? [requireSingle(positionals, 'the id of a debate'), '']
        : requireIdAndText(positionals, name);
    const { client } = resolveServer(values, terminal);
    await withUsageErrors(
      () => call(client, id, terminal.interrupted, text),
      () => name ?? null,
    );
    createOutput(terminal, 'stdout', true).writeLines([`Debate ${id} ${done}.`]);
    return exitCodes.decided;
  },
});

function requireIdAndText(positionals: readonly string[], name: string): readonly [string, string] {
  const [id, text, ...rest] = positionals;
  if (id === undefined || text === undefined || rest.length > 0)
    throw new UsageError(`expected the id of a debate and a ${name.toLowerCase()} in quotes`);
  return [id, text];
}

export const cancelCommand = steeringCommand({
  summary: 'Stop a debate at once, without a decision',
  done: 'is cancelled',
  call: (client, id, signal) => client.command(id, 'cancel', { signal }),
});

export const pauseCommand = steeringCommand({
  summary: 'Start no new turns until resume',
  done: 'is paused',
  call: (client, id, signal) => client.command(id, 'pause', { signal }),
});

export const resumeCommand = steeringCommand({
  summary: 'Resume a paused debate',
  done: 'continues',
  call: (client, id, signal) => client.command(id, 'resume', { signal }),
});

export const concludeCommand = steeringCommand({
  summary: 'Let the running turns end, then decide',
  done: 'decides once the running turns have ended',
  call: (client, id, signal) => client.command(id, 'conclude', { signal }),
});

export const approveCommand = steeringCommand({
  summary: 'Let a debate that waits for approval decide',
  done: 'decides now',
  call: (client, id, signal) => client.command(id, 'approve', { signal }),
});

export const deleteCommand = steeringCommand({
  summary: 'Delete a debate that has ended, with its documents and record',
  done: 'is deleted',
  call: (client, id, signal) => client.delete(id, { signal }),
});

export const noteCommand = steeringCommand({
  text: 'NOTE',
  summary: 'Send a note to the panel, which every agent reads before its next turn',
  done: 'has received the note',
  call: (client, id, signal, text) => client.note(id, text, { signal }),
});

export const renameCommand = steeringCommand({
  text: 'TITLE',
  summary: 'Give a debate a title for the list; an empty one removes it',
  done: 'is renamed',
  call: (client, id, signal, text) => client.rename(id, text.trim() || null, { signal }),
});
