import type { Client } from '../client/client.ts';
import type { SignedRecord } from '../debate/record/signature.ts';
import { agreementNote, createNameLookup } from '../debate/views/labels.ts';
import { formatAgreement } from '../debate/views/record-text.ts';
import { neutralFormats } from '../shared/formats.ts';
import { readRequiredText, readText } from './arguments.ts';
import { debateArguments, idSchema, objectSchema, querySchema, readDebateBody } from './debate-arguments.ts';
import type { McpTool, ToolCall, ToolResult } from './protocol.ts';
import { type KeyOwner, repeatableKey } from './repeatable-key.ts';

/** Clients give up after 60 s; the debate goes on meanwhile. */
const waitSlices = 9;
const sliceSeconds = 5;

const repetitionNote =
  'Repeated within a few minutes, it returns the same debate; another idempotencyKey starts another one.';

/** The tools, of `rostrum mcp` and of /mcp. A call that its owner repeats starts no second debate. */
export function createTools(client: Client, owner: KeyOwner): readonly McpTool[] {
  async function start({ args, signal }: ToolCall, send: Client['create']): Promise<ToolResult> {
    const body = readDebateBody(args);
    const idempotencyKey = readText(args, 'idempotencyKey') ?? repeatableKey(owner, [args.id, body]);
    const { id } = await send(body, { signal, idempotencyKey });
    return {
      text: `Debate ${id} has started. Call rostrum_wait with this id until it has ended.`,
      data: { id },
    };
  }
  return [
    {
      name: 'rostrum_start',
      description: `Start a debate about a question. Returns its id at once. ${repetitionNote}`,
      inputSchema: objectSchema(debateArguments, ['question']),
      call: (call) => start(call, client.create),
    },
    {
      name: 'rostrum_wait',
      description:
        'Wait up to 45 seconds for a debate to end. Returns its record, or its state: then call it again.',
      inputSchema: objectSchema(idSchema, ['id']),
      call: (call) => waitForRecord(client, call),
    },
    {
      name: 'rostrum_record',
      description: 'The whole decision record of a debate that has ended, as Markdown',
      inputSchema: objectSchema(idSchema, ['id']),
      async call({ args, signal }) {
        const id = readRequiredText(args, 'id');
        const record = await client.record(id, { signal });
        if (!record) return describeRunning(client, id, signal);
        return { text: await client.exportText(id, 'md', { signal }), data: summarizeRecord(record) };
      },
    },
    {
      name: 'rostrum_list',
      description: 'Past and running debates, newest first',
      inputSchema: objectSchema(querySchema, []),
      async call({ args, signal }) {
        const { debates } = await client.list({ q: readText(args, 'query'), limit: 20 }, { signal });
        const lines = debates.map(({ id, status, question }) => `${id} ${status}: ${question}`);
        return { text: lines.join('\n') || 'There are no debates.', data: { debates } };
      },
    },
    {
      name: 'rostrum_follow_up',
      description:
        'Start a debate about the decision of an earlier one, whose record and documents are its evidence. ' +
        repetitionNote,
      inputSchema: objectSchema({ ...idSchema, ...debateArguments }, ['id', 'question']),
      call: (call) =>
        start(call, async (body, options) =>
          client.followUp(readRequiredText(call.args, 'id'), body, options),
        ),
    },
    {
      name: 'rostrum_estimate',
      description: 'What a debate would cost at least, usually and at most. Starts nothing.',
      inputSchema: objectSchema(debateArguments, ['question']),
      async call({ args, signal }) {
        const estimate = await client.estimate(readDebateBody(args), { signal });
        const { minimum, typical, maximum } = estimate;
        const [least, usual, most] = [minimum, typical, maximum].map(({ usd }) => neutralFormats.usd(usd));
        return { text: `At least ${least}, usually ${usual}, at most ${most}.`, data: estimate };
      },
    },
  ];
}

async function waitForRecord(client: Client, { args, signal, notify }: ToolCall): Promise<ToolResult> {
  const id = readRequiredText(args, 'id');
  let notifiedSeq = 0;
  for (let slice = 1; slice <= waitSlices; slice += 1) {
    const { seq, phase, round } = await client.get(id, { signal });
    // Progress has to rise.
    if (seq > notifiedSeq) notify(seq, `${phase}, round ${round}`);
    notifiedSeq = seq;
    const record = await client.record(id, { signal, waitSeconds: sliceSeconds });
    if (record) return { text: describeRecord(record), data: summarizeRecord(record) };
  }
  return describeRunning(client, id, signal);
}

async function describeRunning(client: Client, id: string, signal: AbortSignal): Promise<ToolResult> {
  const { status, phase, round } = await client.get(id, { signal });
  const next =
    status === 'paused'
      ? `It waits for a person: rostrum approve ${id}, or rostrum resume ${id}.`
      : 'Call rostrum_wait again.';
  return {
    text: `Debate ${id} is ${status}: ${phase}, round ${round}. ${next}`,
    data: { id, status, phase, round },
  };
}

function describeRecord(record: SignedRecord): string {
  const { debate, question, choice, answer, message, agreement, minority, cost } = record;
  const nameOf = createNameLookup(record.panel);
  const dissent = minority.map(({ agent, position }) => `- ${nameOf(agent)}: ${position.claim}`);
  return [
    `Question: ${question}`,
    choice === null ? [] : `Decision: ${choice}`,
    answer ?? `There is no answer. ${message ?? ''}`.trim(),
    `Agreement: ${formatAgreement(agreement?.score ?? null, neutralFormats)} (${agreementNote}). ` +
      `Cost: ${neutralFormats.usd(cost.usd)}.`,
    dissent.length > 0 ? ['Minority:', ...dissent].join('\n') : [],
    `The whole record: rostrum_record with the id ${debate}.`,
  ]
    .flat()
    .join('\n\n');
}

const summarizeRecord = (record: SignedRecord) => ({
  id: record.debate,
  outcome: record.outcome,
  answer: record.answer,
  choice: record.choice,
  agreement: record.agreement?.score ?? null,
  minority: record.minority.map(({ agent, position }) => ({ agent, claim: position.claim })),
  costUsd: record.cost.usd,
});
