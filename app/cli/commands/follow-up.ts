import type { CreateOptions } from '../../client/client.ts';
import type { CreationBody, RerunBody } from '../../debate/views/request-bodies.ts';
import type { CommandOptions } from '../../shared/command-line/options.ts';
import { parseChoice, parseCommandLine } from '../../shared/command-line/parse.ts';
import { UsageError } from '../../shared/command-line/usage-error.ts';
import { type CliCommand, commonOptions } from '../command.ts';
import { type DebateOptionValues, debateOptions } from '../debate-options.ts';
import { buildDebateRequest, optionForMember } from '../debate-request.ts';
import { loadEvidence } from '../evidence.ts';
import { displayOptions } from '../follow-debate.ts';
import { resolveServer } from '../server.ts';
import { startAndFollow, startOptions } from '../start-debate.ts';

const options = {
  ...debateOptions,
  ...displayOptions,
  ...startOptions,
  ...commonOptions,
} as const satisfies CommandOptions;

const removable = [
  'options',
  'checklist',
  'number',
  'jury',
  'budget',
] as const satisfies readonly (keyof RerunBody)[];

const rerunOptions = {
  ...options,
  without: {
    type: 'string',
    multiple: true,
    placeholder: 'MEMBER',
    description: `Leave out what the debate has: ${removable.join(', ')}; repeatable`,
  },
} as const satisfies CommandOptions;

/** Null for each member that a new run leaves out. Throws UsageError. */
function parseRemoved(names: readonly string[]): Partial<Record<(typeof removable)[number], null>> {
  const members = names.flatMap((name) => parseChoice('without', name, removable) ?? []);
  return Object.fromEntries(members.map((member) => [member, null]));
}

/** What differs from a debate that a new one starts from. Throws UsageError. */
function buildChanges(values: DebateOptionValues): Partial<CreationBody> {
  const changesSeats = [values.model, values.fallback, values.effort, values['output-tokens']].some(
    (value) => value !== undefined,
  );
  if (changesSeats && !values.seat && values.preset === undefined)
    throw new UsageError('--model, --fallback, --effort and --output-tokens need --preset or --seat here');
  const { question: _, ...changes } = buildDebateRequest('', values);
  return changes;
}

export const followUpCommand: CliCommand = {
  usage: 'ID QUESTION',
  ownServer: 'run',
  summary: 'Ask a question about the decision of a debate; its record and documents are evidence',
  options,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, options);
    const [id, question, ...rest] = positionals;
    if (id === undefined || question === undefined || rest.length > 0)
      throw new UsageError('follow-up takes the id of a debate and a question in quotes');
    const server = resolveServer(values, terminal);
    const evidence = await loadEvidence(values.evidence ?? [], server.client, terminal);
    const body = { ...buildChanges(values), question, ...(evidence.length > 0 && { evidence }) };
    const create = (call: CreateOptions) => server.client.followUp(id, body, call);
    return startAndFollow(server, create, (member) => optionForMember(member, values), values, terminal);
  },
};

export const rerunCommand: CliCommand = {
  usage: 'ID',
  ownServer: 'run',
  summary: 'Run a debate that has ended again, with what the options change',
  options: rerunOptions,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine(args, rerunOptions);
    const [id, ...rest] = positionals;
    if (id === undefined || rest.length > 0) throw new UsageError('rerun takes the id of a debate');
    const server = resolveServer(values, terminal);
    const evidence = await loadEvidence(values.evidence ?? [], server.client, terminal);
    const changes = {
      ...parseRemoved(values.without ?? []),
      ...buildChanges(values),
      ...(evidence.length > 0 && { evidence }),
    };
    const create = (call: CreateOptions) => server.client.rerun(id, changes, call);
    return startAndFollow(server, create, (member) => optionForMember(member, values), values, terminal);
  },
};
