import { text } from 'node:stream/consumers';
import type { CreateOptions } from '../../client/client.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { debateOptions } from '../debate-options.ts';
import { buildDebateRequest, optionForMember, withEvidence } from '../debate-request.ts';
import { loadEvidence } from '../evidence.ts';
import { exitCodes } from '../exit-codes.ts';
import { displayOptions } from '../follow-debate.ts';
import { estimateLines } from '../output/estimate.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { startAndFollow, startOptions } from '../start-debate.ts';
import { withUsageErrors } from '../usage-errors.ts';

const options = {
  ...debateOptions,
  ...displayOptions,
  estimate: {
    type: 'boolean',
    description: 'Print the minimum and maximum cost without starting the debate',
  },
  ...startOptions,
  ...commonOptions,
} as const satisfies CommandOptions;

export const askCommand: CliCommand = {
  usage: 'QUESTION',
  ownServer: 'run',
  summary: 'Ask the panel a question, watch the debate and print the decision; - reads standard input',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const server = resolveServer(values, terminal);
    const paths = values.evidence ?? [];
    const question = await readQuestion(positionals, paths, terminal);
    const body = buildDebateRequest(question, values);
    const evidence = await loadEvidence(paths, server.client, terminal);
    const request = withEvidence(body, evidence);
    const optionFor = (member: string) => optionForMember(member, values);
    if (values.estimate) {
      const call = { signal: terminal.interrupted };
      const estimate = await withUsageErrors(() => server.client.estimate(request, call), optionFor);
      const out = createOutput(terminal, 'stdout', values.plain ?? false);
      if (values.json) out.writeJson(estimate);
      else out.writeLines(estimateLines(estimate, out.columns(), out.style));
      return exitCodes.decided;
    }
    const create = (call: CreateOptions) => server.client.create(request, call);
    return startAndFollow(server, create, optionFor, values, terminal);
  },
};

async function readQuestion(
  words: readonly string[],
  paths: readonly string[],
  { stdin }: Terminal,
): Promise<string> {
  const [argument, ...rest] = words;
  if (rest.length > 0) throw new UsageError('too many arguments: put the question in quotes');
  const isPiped = argument === undefined || argument === '-';
  if (isPiped && stdin.isTTY) throw new UsageError('missing question: put it in quotes after ask');
  if (paths.filter((path) => path === '-').length > (isPiped ? 0 : 1))
    throw new UsageError('standard input can be the question or one document, not both');
  const question = (isPiped ? await text(stdin) : argument).trim();
  if (question === '') throw new UsageError('the question is empty');
  return question;
}
