import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type Client, ServerUnreachable } from '../../client/client.ts';
import type { CreatedDebateResponse, NewDebateBody } from '../../debate/views/responses.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseCommandLine } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { buildDebateRequest, debateOptions, optionForMember, withEvidence } from '../debate-options.ts';
import { readEvidence } from '../evidence.ts';
import { exitCodes } from '../exit-codes.ts';
import { displayOptions, followUntilRecord } from '../follow-debate.ts';
import { estimateLines, warningLines } from '../output/estimate.ts';
import { createOutput, type Terminal } from '../output/terminal.ts';
import { resolveServer } from '../server.ts';
import { withUsageErrors } from '../usage-errors.ts';

const options = {
  ...debateOptions,
  ...displayOptions,
  estimate: {
    type: 'boolean',
    description: 'Print the minimum and maximum cost without starting the debate',
  },
  detach: { type: 'boolean', description: 'Start the debate, print its id and exit' },
  ...commonOptions,
} as const satisfies CommandOptions;

export const askCommand: CliCommand = {
  usage: 'QUESTION',
  summary: 'Ask the panel a question, watch the debate and print the decision; - reads standard input',
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
      if (values.json) out.writeJson(estimate);
      else out.writeLines(estimateLines(estimate, out.columns(), out.style));
      return exitCodes.decided;
    }
    const created = await withUsageErrors(() => createWithRetry(server.client, request, terminal), optionFor);
    // A server of an earlier version sends none.
    const { id, warnings = [] } = created;
    const notes = createOutput(terminal, 'stderr', values.plain ?? false);
    if (!values['final-only'])
      notes.writeLines(warnings.flatMap((text) => warningLines(text, notes.columns())));
    if (values.detach) {
      const out = createOutput(terminal, 'stdout', true);
      if (values.json) out.writeDocument(`${JSON.stringify({ id })}\n`, 'json');
      else out.writeLines([id]);
      return exitCodes.decided;
    }
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
  if (rest.length > 0) throw new UsageError('too many arguments: put the question in quotes');
  const isPiped = argument === undefined || argument === '-';
  if (isPiped && stdin.isTTY) throw new UsageError('missing question: put it in quotes after ask');
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

/** Retries without starting a second debate: all attempts share one idempotency key. */
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

/** Seconds to wait before the next attempt; null when a retry cannot succeed. */
function retryDelaySeconds(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return 0;
  if (!(error instanceof ApiError) || error.retryAfterSeconds === null) return null;
  return error.retryAfterSeconds <= retryAfterSecondsMax ? error.retryAfterSeconds : null;
}
