import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type Client, ServerUnreachable } from '../../client/client.ts';
import type { CreatedDebateResponse, NewDebateBody } from '../../debate/views/responses.ts';
import { type CommandOptions, commonOptions, parseCommandLine } from '../arguments.ts';
import type { CliCommand } from '../command.ts';
import { buildDebateRequest, debateOptions, optionForMember, withEvidence } from '../debate-options.ts';
import { readEvidence } from '../evidence.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { displayOptions, followUntilRecord } from '../follow-debate.ts';
import { estimateLines } from '../output/estimate.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

const options = {
  ...debateOptions,
  ...displayOptions,
  estimate: {
    type: 'boolean',
    description: 'Start nothing: say what the debate would cost at least and at most',
  },
  detach: { type: 'boolean', description: 'Start the debate, print its id and go' },
  ...commonOptions,
} as const satisfies CommandOptions;

export const askCommand: CliCommand = {
  usage: 'QUESTION',
  description: 'Put a question to the panel, watch the debate, end with the record; - is standard input',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const server = resolveServer(values, terminal);
    const paths = values.evidence ?? [];
    const question = await readQuestion(positionals, paths, terminal);
    const body = buildDebateRequest(question, values);
    const evidence = paths.length > 0 ? await loadEvidence(paths, server.client, terminal) : [];
    const request = withEvidence(body, evidence);
    const optionFor = (member: string) => optionForMember(member, values);
    if (values.estimate) {
      const call = { signal: terminal.interrupted };
      const estimate = await withUsageErrors(() => server.client.estimate(request, call), optionFor);
      const out = createOutput(terminal, 'stdout', values.plain ?? false);
      out.writeLines(
        values.json ? [JSON.stringify(estimate, null, 2)] : estimateLines(estimate, out.columns(), out.style),
      );
      return exitCodes.decided;
    }
    const { id } = await withUsageErrors(() => createWithRetry(server.client, request, terminal), optionFor);
    if (values.detach) {
      createOutput(terminal, 'stdout', true).writeLines([values.json ? JSON.stringify({ id }) : id]);
      return exitCodes.decided;
    }
    const notes = createOutput(terminal, 'stderr', values.plain ?? false);
    if (!values['final-only'])
      notes.writeLines([notes.style.dim(`Debate ${id}, also on ${server.baseUrl}/debates/${id}`)]);
    return followUntilRecord(server, id, 0, values, terminal);
  },
};

async function readQuestion(
  words: readonly string[],
  paths: readonly string[],
  { stdin }: Terminal,
): Promise<string> {
  const [argument, ...rest] = words;
  if (rest.length > 0) throw new UsageError('put the question in quotes, as one argument');
  const isPiped = argument === undefined || argument === '-';
  if (isPiped && stdin.isTTY) throw new UsageError('there is no question; put it in quotes after ask');
  if (paths.filter((path) => path === '-').length > (isPiped ? 0 : 1))
    throw new UsageError('standard input can be the question or one document, not both');
  const question = (isPiped ? await text(stdin) : argument).trim();
  if (question === '') throw new UsageError('the question is empty');
  return question;
}

async function loadEvidence(paths: readonly string[], client: Client, { stdin, interrupted }: Terminal) {
  const { limits } = await client.agents({ signal: interrupted });
  return readEvidence(paths, limits, stdin);
}

const attemptsMax = 3;
const retryAfterSecondsMax = 30;

/** Starts the debate once, even where a first call may or may not have arrived: the key makes the second the same. */
async function createWithRetry(
  client: Client,
  body: NewDebateBody,
  terminal: Terminal,
): Promise<CreatedDebateResponse> {
  const { interrupted: signal } = terminal;
  const idempotencyKey = terminal.randomId();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.create(body, { idempotencyKey, signal });
    } catch (error) {
      const seconds = retryDelaySeconds(error);
      if (seconds === null || attempt === attemptsMax) throw error;
      await wait(seconds * 1000, undefined, { signal });
    }
  }
}

/** Seconds after which the same call may succeed, or null when it will not. */
function retryDelaySeconds(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return 0;
  if (!(error instanceof ApiError) || error.retryAfterSeconds === null) return null;
  return error.retryAfterSeconds <= retryAfterSecondsMax ? error.retryAfterSeconds : null;
}
