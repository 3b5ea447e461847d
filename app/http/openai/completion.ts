import type { SignedRecord } from '../../debate/record/signature.ts';
import { createNameLookup } from '../../debate/views/labels.ts';
import { outcomeNotes } from '../../debate/views/record-text.ts';
import { neutralFormats } from '../../shared/formats.ts';
import { type OpenAiError, toOpenAiError } from './errors.ts';
import type { ChatCompletion, ChatCompletionChunk } from './schemas.ts';

/** How the course and the result of a debate are written; '' writes nothing. */
export interface CompletionFormat {
  readonly mediaType: string;
  /** Keeps gateways from closing a connection that is silent. */
  readonly heartbeat: string;
  start(): string;
  progress(text: string): string;
  finish(record: SignedRecord): string;
  /** null: only a connection that breaks off can say it. */
  fail(code: string, message: string): string | null;
}

export interface CompletionIdentity {
  readonly id: string;
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
}

/** One JSON document after any number of line breaks, which JSON allows before it. */
export function createJsonFormat(identity: CompletionIdentity): CompletionFormat {
  let reasoning = '';
  return {
    mediaType: 'application/json',
    heartbeat: '\n',
    start: () => '',
    progress(text) {
      reasoning += text;
      return '';
    },
    finish(record) {
      const completion: ChatCompletion = {
        ...identity,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            logprobs: null,
            message: { role: 'assistant', ...toAnswer(record), reasoning_content: reasoning },
          },
        ],
        usage: toTokenUsage(record),
        rostrum: toOutcome(record),
      };
      return JSON.stringify(completion);
    },
    fail: () => null,
  };
}

type ChunkDelta = ChatCompletionChunk['choices'][number]['delta'];

/** Server-sent events, each with what is new. */
export function createStreamFormat(identity: CompletionIdentity, includeUsage: boolean): CompletionFormat {
  const base = { ...identity, object: 'chat.completion.chunk' } as const;
  const event = (data: ChatCompletionChunk | OpenAiError) => `data: ${JSON.stringify(data)}\n\n`;
  const chunk = (delta: ChunkDelta, outcome?: ChatCompletionChunk['rostrum']) =>
    event({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: outcome ? 'stop' : null }],
      ...(outcome && { rostrum: outcome }),
    });
  return {
    mediaType: 'text/event-stream',
    heartbeat: ': \n\n',
    start: () => chunk({ role: 'assistant', content: '' }),
    progress: (text) => chunk({ reasoning_content: text }),
    finish(record) {
      const { content, refusal } = toAnswer(record);
      return [
        chunk(refusal === null ? { content } : { refusal }),
        chunk({}, toOutcome(record)),
        includeUsage ? event({ ...base, choices: [], usage: toTokenUsage(record) }) : '',
        'data: [DONE]\n\n',
      ].join('');
    },
    fail: (code, message) => event(toOpenAiError(code, message)),
  };
}

/** A debate without an answer has a refusal that says why, never text that looks like one. */
function toAnswer({
  answer,
  choice,
  message,
}: SignedRecord): { content: string; refusal: null } | { content: null; refusal: string } {
  const content = answer ?? choice;
  if (content !== null) return { content, refusal: null };
  return { content, refusal: message ?? 'The debate ended without an answer.' };
}

function toTokenUsage({ cost }: SignedRecord): ChatCompletion['usage'] {
  const total = (count: 'inputTokens' | 'outputTokens') =>
    cost.byAgent.reduce((sum, agent) => sum + agent[count], 0);
  const [input, output] = [total('inputTokens'), total('outputTokens')];
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    cost: cost.usd,
  };
}

function toOutcome(record: SignedRecord): ChatCompletion['rostrum'] {
  const nameOf = createNameLookup(record.panel);
  return {
    debate: record.debate,
    outcome: record.outcome,
    agreement: record.agreement?.score ?? null,
    minority: record.minority.map(({ agent, position }) => ({ agent: nameOf(agent), claim: position.claim })),
    notes: [...outcomeNotes(record, nameOf, neutralFormats)],
  };
}
