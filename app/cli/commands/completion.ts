import type { CommandTable } from '../../shared/command-line/commands.ts';
import { parseChoice, parseCommandLine, requireSingle } from '../../shared/command-line/parse.ts';
import type { CliCommand } from '../command.ts';
import { completionScript, shells } from '../completion.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';

const options = { help: { type: 'boolean', short: 'h', description: 'Show this help' } } as const;

/** Completes all other commands. */
export const createCompletionCommand = (commands: CommandTable<CliCommand>): CliCommand => ({
  usage: 'SHELL',
  summary: `Print a script that completes commands, options and ids in ${shells.join(', ')}`,
  options,
  async run(args, terminal) {
    const { positionals } = parseCommandLine(args, options);
    const name = requireSingle(positionals, `the name of a shell: ${shells.join(', ')}`);
    const shell = parseChoice('shell', name, shells) ?? 'bash';
    createOutput(terminal, 'stdout', true).writeDocument(completionScript(shell, commands), 'text');
    return exitCodes.decided;
  },
});
