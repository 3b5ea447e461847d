import type { ExtensionBody } from '../../debate/views/request-bodies.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine, parseNumber, requireSingle } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { createOutput } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

const extendOptions = {
  deadline: {
    type: 'string',
    placeholder: 'SECONDS',
    description: 'New time limit of the debate, counted from its start',
  },
  'budget-usd': { type: 'string', placeholder: 'USD', description: 'New maximum cost of the debate' },
  'budget-tokens': { type: 'string', placeholder: 'N', description: 'New maximum tokens of the debate' },
  ...commonOptions,
} as const satisfies CommandOptions;

const optionNames: Readonly<Record<string, string>> = {
  deadlineSeconds: '--deadline',
  'budget.usd': '--budget-usd',
  'budget.tokens': '--budget-tokens',
};

export const extendCommand: CliCommand = {
  usage: 'ID',
  summary: 'Raise the time limit or the budget of a running debate to a new total',
  options: extendOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, extendOptions);
    const id = requireSingle(positionals, 'the id of a debate');
    const deadlineSeconds = parseNumber('deadline', values.deadline, 'whole');
    const usd = parseNumber('budget-usd', values['budget-usd'], 'any');
    const tokens = parseNumber('budget-tokens', values['budget-tokens'], 'whole');
    if (deadlineSeconds === undefined && usd === undefined && tokens === undefined)
      throw new UsageError('extend needs --deadline, --budget-usd or --budget-tokens');
    const body: ExtensionBody = {
      ...(deadlineSeconds !== undefined && { deadlineSeconds }),
      ...((usd !== undefined || tokens !== undefined) && {
        budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
      }),
    };
    const { client } = resolveServer(values, terminal);
    const call = { signal: terminal.interrupted };
    await withUsageErrors(
      () => client.extend(id, body, call),
      (member) => optionNames[member] ?? null,
    );
    createOutput(terminal, 'stdout', true).writeLines([`Debate ${id} has the new limits.`]);
    return exitCodes.decided;
  },
};
