import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type Client, ServerUnreachable } from '../client/client.ts';
import type { CreatedResource, NewDebateBody } from '../debate/resources.ts';
import { common, type Options, parse } from './arguments.ts';
import type { Command } from './command.ts';
import { estimateLines } from './estimate.ts';
import { readEvidence } from './evidence.ts';
import { exitCodes, WrongUsage } from './exit.ts';
import { followToRecord, showOptions } from './follow-up.ts';
import { bodyOf, optionOf, questionOptions, withEvidence } from './question.ts';
import { asUsage } from './refused.ts';
import { serverOf } from './server.ts';
import { outputOn, type Terminal } from './terminal.ts';

const options = {
  ...questionOptions,
  ...showOptions,
  estimate: { type: 'boolean', says: 'Start nothing: say what the debate would cost at least and at most' },
  detach: { type: 'boolean', says: 'Start the debate, print its id and go' },
  ...common,
} as const satisfies Options;

export const ask: Command = {
  usage: 'QUESTION',
  says: 'Put a question to the panel, watch the debate, end with the record; - is standard input',
  options,
  async run(args, terminal) {
    const { values, positionals } = parse(args, options);
    const server = serverOf(values, terminal);
    const paths = values.evidence ?? [];
    const question = await questionFrom(positionals, paths, terminal);
    const body = bodyOf(question, values);
    const evidence = paths.length > 0 ? await evidenceFrom(paths, server.client, terminal) : [];
    const asked = withEvidence(body, evidence);
    const fromOption = (member: string) => optionOf(member, values);
    if (values.estimate) {
      const call = { signal: terminal.interrupted };
      const estimate = await asUsage(() => server.client.estimate(asked, call), fromOption);
      const out = outputOn(terminal, 'stdout', values.plain ?? false);
      if (values.json) out.json(estimate);
      else out.lines(estimateLines(estimate, out.columns(), out.style));
      return exitCodes.decided;
    }
    const { id } = await asUsage(() => createSurely(server.client, asked, terminal), fromOption);
    if (values.detach) {
      const out = outputOn(terminal, 'stdout', true);
      if (values.json) out.file(`${JSON.stringify({ id })}\n`, 'json');
      else out.lines([id]);
      return exitCodes.decided;
    }
    const notes = outputOn(terminal, 'stderr', values.plain ?? false);
    if (!values['final-only'])
      notes.lines([notes.style.dim(`Debate ${id}, also on ${server.baseUrl}/debates/${id}`)]);
    return followToRecord(server, id, 0, values, terminal);
  },
};

async function questionFrom(
  words: readonly string[],
  paths: readonly string[],
  { stdin }: Terminal,
): Promise<string> {
  const [said, ...more] = words;
  if (more.length > 0) throw new WrongUsage('put the question in quotes, as one argument');
  const piped = said === undefined || said === '-';
  if (piped && stdin.isTTY) throw new WrongUsage('there is no question; put it in quotes after ask');
  if (paths.filter((path) => path === '-').length > (piped ? 0 : 1))
    throw new WrongUsage('standard input can be the question or one document, not both');
  const question = (piped ? await text(stdin) : said).trim();
  if (question === '') throw new WrongUsage('the question is empty');
  return question;
}

async function evidenceFrom(paths: readonly string[], client: Client, { stdin, interrupted }: Terminal) {
  const { limits } = await client.agents({ signal: interrupted });
  return readEvidence(paths, limits, stdin);
}

const triesMax = 3;
const waitSecondsMax = 30;

/** Starts the debate once, even where a first call may or may not have arrived: the key makes the second the same. */
async function createSurely(
  client: Client,
  body: NewDebateBody,
  terminal: Terminal,
): Promise<CreatedResource> {
  const { interrupted: signal } = terminal;
  const idempotencyKey = terminal.randomId();
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.create(body, { idempotencyKey, signal });
    } catch (error) {
      const seconds = worthWaiting(error);
      if (seconds === null || tries === triesMax) throw error;
      await wait(seconds * 1000, undefined, { signal });
    }
  }
}

/** Seconds after which the same call may succeed, or null when it will not. */
function worthWaiting(error: unknown): number | null {
  if (error instanceof ServerUnreachable) return 0;
  if (!(error instanceof ApiError) || error.retryAfterSeconds === null) return null;
  return error.retryAfterSeconds <= waitSecondsMax ? error.retryAfterSeconds : null;
}
