import { Readable } from 'node:stream';
import { defaultTraits } from '../../app/agents/model-traits.ts';
import { ProviderResponseError } from '../../app/agents/providers/reply-stream.ts';
import { createModelList } from '../../app/agents/servers/model-list.ts';
import { profile } from '../../app/contract/profiles.ts';
import { parseReply } from '../../app/debate/prompting/parse-reply.ts';
import { extractProse } from '../../app/debate/prompting/prose.ts';
import type { TurnContext } from '../../app/debate/prompting/turn-context.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { type WireName, wireFormats } from '../support/agents/wire-formats.ts';
import { createWireStream } from '../support/agents/wire-streams.ts';
import type { Door } from './measure.ts';

const { agents } = profile('production');
/** A model that is not stopped writes at most about this much. */
const replyCharsMax = 10 * agents.outputTokensMax;
const chunkBytes = 1000;

const signal = new AbortController().signal;
const prompt = {
  system: 'Instructions.',
  sharedChars: 0,
  messages: [{ role: 'user', content: 'A task.' }],
} as const;

/** Reads an answer of a provider to its end. */
async function readAnswer(wire: WireName, status: number, bytes: Uint8Array): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const send = async () => ({ status, headers: {}, body: Readable.from(chunks, { objectMode: true }) });
  const stream = createWireStream(wire, { url: 'http://127.0.0.1:9', clock: systemClock, send });
  try {
    const request = { prompt, outputTokensMax: 8192, effort: null, traits: defaultTraits, signal };
    await stream(request, () => {});
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof ProviderResponseError) && !/longer than|damaged frame/.test(error.message))
      throw error;
  }
}

const wireDoors = (wire: WireName): readonly Door[] => {
  const format = wireFormats[wire];
  const raw = (text: string) => Buffer.from(text);
  return [
    {
      name: `${wire} text of a reply`,
      charsMax: replyCharsMax,
      feed: (text) =>
        readAnswer(wire, 200, Buffer.concat([format.start(), format.text(text), format.end('stop')])),
    },
    { name: `${wire} answer`, charsMax: replyCharsMax, feed: (text) => readAnswer(wire, 200, raw(text)) },
    {
      name: `${wire} answer as a stream`,
      charsMax: replyCharsMax,
      feed: (text) => readAnswer(wire, 200, raw(`data: ${text}\n\n`)),
    },
    { name: `${wire} refusal`, charsMax: replyCharsMax, feed: (text) => readAnswer(wire, 400, raw(text)) },
  ];
};

/** Every reply goes through the prose and the block of its phase. */
export const modelDoors = (contexts: readonly TurnContext[]): readonly Door[] => [
  ...(['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const).flatMap(wireDoors),
  ...contexts.map(
    (context): Door => ({
      name: `reply to ${context.phase}${describeKind(context)}`,
      charsMax: replyCharsMax,
      feed: (text) => [parseReply(text, context), extractProse(text)],
    }),
  ),
  ...contexts.map(
    (context): Door => ({
      name: `members of a reply to ${context.phase}${describeKind(context)}`,
      charsMax: replyCharsMax,
      feed: (text) =>
        parseReply(`Yes.\n\n\`\`\`json\n${JSON.stringify(blockOf(context, text))}\n\`\`\``, context),
    }),
  ),
  {
    name: 'list of models',
    charsMax: 1024 * 1024,
    async feed(text) {
      const answer = async () => new Response(text);
      const list = {
        url: 'http://127.0.0.1:9',
        headers: {},
        timeoutMs: 1000,
        fetch: answer,
        clock: systemClock,
      };
      await createModelList(list).refresh();
    },
  },
];

function describeKind({ options, checklist, number }: TurnContext): string {
  if (number) return ' with a number';
  if (checklist) return ' with a checklist';
  return options ? ' of a closed question' : '';
}

function blockOf({ phase, options, checklist, number }: TurnContext, text: string): object {
  const citations = [{ evidence: 'E1', quote: text }];
  const position = {
    claim: text,
    reason: text,
    confidence: 0.5,
    citations,
    ...(options && { choice: text }),
    ...(number && { number: text, interval: text, unit: text }),
    ...(checklist && {
      findings: Array.from({ length: 40 }, () => ({
        item: 1,
        severity: 'major',
        finding: text,
        evidence: 'E1',
        quote: text.slice(0, 1000),
      })),
    }),
  };
  const stances = [{ peer: 'A', agrees: false, point: text, except: text }];
  switch (phase) {
    case 'propose':
      return position;
    case 'critique':
      return { stances };
    case 'revise':
      return { ...position, changed: true, changedBecause: text, stances };
    case 'decide': {
      const list = [text];
      const matrix = {
        consensus: list,
        contradictions: list,
        partialCoverage: list,
        uniqueInsights: list,
        blindSpots: list,
      };
      return { ...matrix, answer: text, citations, choice: text };
    }
  }
}
