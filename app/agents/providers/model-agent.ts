import type { Contract } from '../../contract/types/contract.ts';
import type { FailureReason, Usage } from '../../debate/core/events.ts';
import { createTextBuffer } from '../../shared/text-buffer.ts';
import { type Agent, AgentFailure, type Completion, type CompletionOptions } from '../agent.ts';
import type { CallSettings } from '../model-traits.ts';
import { createPrompt, estimateUsage, type Prompt } from '../prompts.ts';
import { formatFailureMessage, toAgentFailure } from './errors.ts';
import type { ReplyFinish, ReplyPart, ReplyRequest, StreamReply } from './reply-stream.ts';
import { readUsage } from './reported-usage.ts';

export interface ModelAgentDeps {
  /** `provider:model`. */
  readonly model: string;
  /** Values to remove from error messages. */
  readonly secrets: readonly string[];
  readonly stream: StreamReply;
  readonly settings: CallSettings;
  readonly limits: Contract['agents'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Calls a model without retries or timeouts (see call-policy.ts). A call fails with an error or with a missing or
 * abnormal end of the reply. Each becomes one AgentFailure.
 */
export function createModelAgent(deps: ModelAgentDeps): Agent {
  const { stream, settings, limits, model, secrets, now } = deps;
  const { effort, traits } = settings;
  return {
    async generate(context, options) {
      options.signal.throwIfAborted();
      const prompt = createPrompt(context);
      const { outputTokensMax } = settings;
      try {
        return await call(prompt, outputTokensMax, options);
      } catch (error) {
        const fitting =
          error instanceof AgentFailure ? findFittingLimit(error.message, outputTokensMax) : null;
        if (fitting === null) throw error;
        return await call(prompt, fitting, options);
      }
    },
  };

  async function call(
    prompt: Prompt,
    outputTokensMax: number,
    { signal, onText, onReasoning }: CompletionOptions,
  ): Promise<Completion> {
    const reply = createTextBuffer();
    const reasoning = createTextBuffer();
    const callInfo = { model, secrets, messageCharsMax: limits.errorMessageCharsMax };
    const estimate = (): Usage => {
      const { outputTokens, ...usage } = estimateUsage(prompt, reply.text(), reasoning.text());
      // Providers stop at the limit that they were given.
      return { ...usage, outputTokens: Math.min(outputTokens, outputTokensMax) };
    };
    const toFailure = (error: unknown) =>
      toAgentFailure(error, {
        ...callInfo,
        hasText: reply.text() !== '',
        hasOutput: reply.text() !== '' || reasoning.text() !== '',
        estimate,
        now: now(),
      });
    const charsMax = outputTokensMax * charsPerTokenMax;
    const request = { prompt, outputTokensMax, effort, traits, signal };
    const onPart = (part: ReplyPart) => {
      if (part.type === 'reasoning') {
        reasoning.append(part.text);
        onReasoning?.(reasoning.text());
      } else if (part.text !== '') {
        reply.append(part.text);
        onText(reply.text(), part.text);
      }
      if (reply.text().length + reasoning.text().length > charsMax) {
        const message = formatFailureMessage(
          `the reply is longer than ${outputTokensMax} tokens can be`,
          callInfo,
        );
        throw new AgentFailure('too-long', message, {
          usage: estimateUsage(prompt, reply.text(), reasoning.text()),
        });
      }
    };
    const finish = await readReply(stream, request, onPart, toFailure);
    const usage = readUsage(finish.usage, estimate);
    const [reason, message] = findIncompleteReason(finish) ?? [];
    if (reason === undefined) return { text: reply.text(), usage };
    const retryable = reason === 'cut-off';
    throw new AgentFailure(reason, formatFailureMessage(message ?? reason, callInfo), { retryable, usage });
  }
}

/** No tokenizer packs more characters into a token over a whole reply. */
const charsPerTokenMax = 12;

/** A smaller limit makes no useful reply. */
const outputTokensMin = 256;

/** Servers count the prompt in their own way. */
const contextMarginTokens = 64;

/**
 * The limit that fits, from a provider's message about its context length or the caller's credit; null when the message
 * says nothing of it or too little is left.
 */
function findFittingLimit(message: string, asked: number): number | null {
  const context = /context (?:length|window|size)\D{0,40}?(\d{3,})/i.exec(message)?.[1];
  const used = /(\d+) (?:tokens? )?(?:in|from) (?:the )?(?:messages|prompt|input)/i.exec(message)?.[1];
  const affordable = /can (?:only )?afford (\d+)|only (\d+) tokens? can be afforded/i.exec(message);
  const limit =
    context !== undefined && used !== undefined
      ? Number(context) - Number(used) - contextMarginTokens
      : Number(affordable?.[1] ?? affordable?.[2] ?? Number.NaN);
  return limit >= outputTokensMin && limit < asked ? limit : null;
}

/** Reads the reply. Converts errors of the provider, but not those of the consumer. */
async function readReply(
  stream: StreamReply,
  request: ReplyRequest,
  onPart: (part: ReplyPart) => void,
  toFailure: (error: unknown) => AgentFailure,
): Promise<ReplyFinish> {
  let consumerError: { readonly error: unknown } | null = null;
  const consume = (part: ReplyPart) => {
    try {
      onPart(part);
    } catch (error) {
      consumerError = { error };
      throw error;
    }
  };
  const finish = await stream(request, consume).catch((error: unknown) => {
    if (consumerError?.error === error) throw error;
    // An abort can surface as any class of error, so only the signal identifies it.
    request.signal.throwIfAborted();
    throw toFailure(error);
  });
  request.signal.throwIfAborted();
  return finish;
}

/** The reason why a finished reply is not complete, or null when it is. */
function findIncompleteReason(finish: ReplyFinish): readonly [FailureReason, string] | null {
  const raw = finish.raw ?? 'no finish reason';
  switch (finish.reason) {
    case 'stop':
      return null;
    case 'length':
      return ['too-long', 'the reply reached the token limit'];
    case 'refused':
      return ['refused', `the provider withheld the reply (${raw})`];
    case 'cut':
      return ['cut-off', `the stream was cut off (${raw})`];
    case 'tool':
      return ['provider-error', 'the model called a tool, but none is available'];
  }
}
