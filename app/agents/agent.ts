import type { FailureReason, Usage } from '../debate/core/events.ts';
import type { SeatOptions } from '../debate/core/settings.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import type { CallSettings } from './model-traits.ts';

/** Options of one call. */
export interface CompletionOptions {
  /** Aborts the call and closes its connection. */
  readonly signal: AbortSignal;
  /** Called with the whole text of the reply so far, each time that it grows. */
  readonly onText: (textSoFar: string) => void;
  /** Called for output other than text, such as hidden reasoning; it shows that the model is working. */
  readonly onReasoning?: () => void;
  /** When the turn ends at the latest, in milliseconds since 1970. No retry waits beyond it. */
  readonly deadlineAtMs?: number;
}

export interface Completion {
  readonly text: string;
  readonly usage: Usage;
}

/**
 * Speaks one turn. Rejects with an AgentFailure (the model's or the network's fault, typed) or, when `signal`
 * aborted, with the signal's reason. Anything else that it throws is a bug.
 */
export interface Agent {
  generate(context: TurnContext, options: CompletionOptions): Promise<Completion>;
}

/** A failed call, caused by the model, its provider or the network. `usage` is charged nevertheless. */
export class AgentFailure extends Error {
  readonly reason: FailureReason;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** True when another attempt with the same model would fail too, even later in the turn. */
  readonly permanent: boolean;
  /** The wait that the provider requested, or null. */
  readonly retryAfterMs: number | null;
  readonly usage: Usage;

  constructor(
    reason: FailureReason,
    message: string,
    details: {
      retryable?: boolean;
      permanent?: boolean;
      retryAfterMs?: number | null;
      usage?: Usage;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'AgentFailure';
    this.reason = reason;
    this.retryable = details.retryable ?? false;
    this.permanent = details.permanent ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.usage = details.usage ?? { inputTokens: 0, outputTokens: 0, estimated: true };
  }
}

/** The environment requests models that are not available. The message names the variable and the fix. */
export class AgentConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AgentConfigError';
  }
}

/** Scripts in which a character is about a token. */
const denseScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** Estimates a token count that the provider did not report: four characters a token, one in dense scripts. */
export function estimateTextTokens(text: string): number {
  const dense = text.match(denseScripts)?.length ?? 0;
  return Math.ceil(dense + (text.length - dense) / 4);
}

/** Prices are in USD per million tokens. */
export interface ModelInfo {
  /** `provider:model`, as in a seat. */
  readonly model: string;
  readonly provider: string;
  readonly price: { readonly inputUsd: number; readonly outputUsd: number } | null;
}

/** The available models. */
export interface Roster {
  /** `provider:model` for seats that name no model. */
  readonly defaultModel: string;
  /** Explains the choice of the default model in the start banner. */
  readonly defaultReason: string;
  /** The configured providers and their models, for `GET /api/v1/agents`. */
  readonly listProviders: () => readonly {
    readonly provider: string;
    readonly models: readonly ModelInfo[];
  }[];
  /** Explains why a seat cannot use this model, or null when it can. */
  readonly unavailableReason: (model: string) => string | null;
  readonly info: (model: string) => ModelInfo;
  /** How a model is called for a seat. */
  readonly callSettings: (model: string, seat?: SeatOptions) => CallSettings;
  /** The agent of a model for a seat, with the contract's timeouts and retries. */
  readonly agent: (model: string, seat?: SeatOptions) => Agent;
}
