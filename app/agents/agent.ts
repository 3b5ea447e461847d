import type { FailureReason, Usage } from '../debate/core/events.ts';
import type { SeatOptions } from '../debate/core/settings.ts';
import type { ModelPrice } from '../debate/cost/price.ts';
import { noUsage } from '../debate/cost/usage.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import type { CallSettings } from './model-traits.ts';

/** Options of one call. */
export interface CompletionOptions {
  /** Aborts the call and closes its connection. */
  readonly signal: AbortSignal;
  /** Called each time that the reply grows, with its whole text so far and the part that is new. */
  readonly onText: (textSoFar: string, added: string) => void;
  /** Called with the whole hidden reasoning so far, which may be empty; it shows that the model is working. */
  readonly onReasoning?: (reasoningSoFar: string) => void;
  /** Called when a call has not ended in time after it was stopped, so that it is abandoned. */
  readonly onAbandoned?: (() => void) | undefined;
  /** The calls that may be charged; absent: no limit. */
  readonly chargedCallsMax?: number;
  /** When the turn ends at the latest, in milliseconds since 1970. No retry waits beyond it. */
  readonly deadlineAtMs?: number;
}

export interface Completion {
  readonly text: string;
  /** Of the call that gave the text. */
  readonly usage: Usage;
  /** Of the charged calls that it repeated; absent: none. Prices depend on the size of a call, so there is no sum. */
  readonly earlierCalls?: readonly Usage[];
}

/**
 * Speaks one turn. Rejects with an AgentFailure: the fault of the model or the network, or a stop by `signal`, with
 * what the calls may have cost. An agent that the call policy wraps may reject a stop with the signal's reason.
 * Anything else that it throws is a bug.
 */
export interface Agent {
  generate(context: TurnContext, options: CompletionOptions): Promise<Completion>;
}

/** A failed call, caused by the model, its provider or the network. Its usage is charged nevertheless. */
export class AgentFailure extends Error {
  readonly reason: FailureReason;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** True when another attempt with the same model would fail too, even later in the turn. */
  readonly permanent: boolean;
  /** The wait that the provider requested, or null. */
  readonly retryAfterMs: number | null;
  readonly usage: Usage;
  /** Of the charged calls before it, which it repeated. */
  readonly earlierCalls: readonly Usage[];

  constructor(reason: FailureReason, message: string, details: AgentFailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'AgentFailure';
    this.reason = reason;
    this.retryable = details.retryable ?? false;
    this.permanent = details.permanent ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.usage = details.usage ?? noUsage;
    this.earlierCalls = details.earlierCalls ?? [];
  }
}

interface AgentFailureDetails {
  readonly retryable?: boolean;
  readonly permanent?: boolean;
  readonly retryAfterMs?: number | null;
  readonly usage?: Usage;
  readonly earlierCalls?: readonly Usage[];
  readonly cause?: unknown;
}

/** The environment requests models that are not available. The message names the variable and the fix. */
export class AgentConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AgentConfigError';
  }
}

/** Scripts in which a character is about a token, with their punctuation. */
const denseScripts = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const denseCharacters = new RegExp(
  `[${denseScripts.map((script) => `\\p{Script=${script}}`).join('')}\\u3000-\\u303f\\uff00-\\uffef]`,
  'gu',
);
const asciiCharacters = /[\0-\x7f]/g;

/** Estimates a token count that was not reported: a token is 4 characters of ASCII, 1 of a dense script, or else 2. */
export function estimateTextTokens(text: string): number {
  const ascii = text.match(asciiCharacters)?.length ?? 0;
  if (ascii === text.length) return Math.ceil(ascii / 4);
  const dense = text.match(denseCharacters)?.length ?? 0;
  return Math.ceil(dense + ascii / 4 + (text.length - ascii - dense) / 2);
}

export interface ModelInfo {
  /** `provider:model`, as in a seat. */
  readonly model: string;
  readonly provider: string;
  readonly price: ModelPrice | null;
}

/** A model that can be chosen. */
export interface ChoosableModel extends ModelInfo {
  /** Tokens of prompt and reply together; null: not known. */
  readonly contextTokens: number | null;
  /** Such as `claude` or `llama`; null: not known. */
  readonly family: string | null;
}

export interface ListedProvider {
  readonly provider: string;
  readonly models: readonly ChoosableModel[];
  /** The day on which its prices were last compared with its own list; null when it has none. */
  readonly pricesCheckedAt: string | null;
  /** The server's own list; null: the provider is not asked for one. */
  readonly list: {
    /** ISO time of the last successful request; null: none yet. */
    readonly readAt: string | null;
    /** Why the last request failed; null: it did not. */
    readonly failure: string | null;
  } | null;
}

/** The available models. Servers are asked for theirs again and again, so that the answers change. */
export interface Roster {
  /** `provider:model` for seats that name no model. */
  readonly defaultModel: string;
  /** The default of another provider than that of the default model; undefined when there is none. */
  readonly otherModel?: string | undefined;
  /** Explains the choice of the default model in the start banner. */
  readonly defaultReason: string;
  /** The configured providers and their models, for `GET /api/v1/agents`. */
  readonly listProviders: () => readonly ListedProvider[];
  /** Calls at once by provider, where its server has a limit of its own. */
  readonly callsPerProviderMax: Readonly<Record<string, number>>;
  /** Explains why a seat cannot use this model, or null when it can. */
  readonly unavailableReason: (model: string) => string | null;
  readonly info: (model: string) => ModelInfo;
  /** How a model is called for a seat. */
  readonly callSettings: (model: string, seat?: SeatOptions) => CallSettings;
  /** The agent of a model for a seat, with the contract's timeouts and retries. */
  readonly agent: (model: string, seat?: SeatOptions) => Agent;
  /** Stops asking for lists of models. */
  readonly close: () => void;
}
