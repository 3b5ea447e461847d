import type { FailureReason, Usage } from '../debate/core/events.ts';
import type { TurnContext } from '../debate/prompting/turn-context.ts';

/** One call to a model. `onText` is called with each piece of text, in order, as it arrives. */
export interface CompletionOptions {
  /** Ends the call; the agent stops reading, and its connection is closed. */
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
  /** Called when the model gives a sign of life that is not text, such as hidden reasoning. */
  readonly onReasoning?: () => void;
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
  generate(brief: TurnContext, options: CompletionOptions): Promise<Completion>;
}

/** An attempt that failed. `usage` is what it cost all the same. */
export class AgentFailure extends Error {
  readonly reason: FailureReason;
  /** Whether the same call may succeed later; only calls that have yielded no text are made again. */
  readonly retryable: boolean;
  /** What the provider asked us to wait, or null. */
  readonly retryAfterMs: number | null;
  readonly usage: Usage;

  constructor(
    reason: FailureReason,
    message: string,
    details: { retryable?: boolean; retryAfterMs?: number | null; usage?: Usage; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'AgentFailure';
    this.reason = reason;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.usage = details.usage ?? { inputTokens: 0, outputTokens: 0, estimated: true };
  }
}

/**
 * The environment asks for models in a way that cannot be met. The message names the variable and the cure.
 */
export class AgentConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadAgentSettings';
  }
}

/** Tokens of a text whose count no provider reported: about four characters each. */
export const estimateTextTokens = (text: string): number => Math.ceil(text.length / 4);

/** What the roster knows of a model: its address, price and limits. Prices in USD for a million tokens. */
export interface ModelInfo {
  /** `provider:model`, as it stands in a seat. */
  readonly model: string;
  readonly provider: string;
  readonly price: { readonly inputUsd: number; readonly outputUsd: number } | null;
}

/** The models at hand. */
export interface Roster {
  /** `provider:model` of a seat for which none was asked. */
  readonly defaultModel: string;
  /** Why that one, in words, for the banner. */
  readonly defaultReason: string;
  /** What is configured, for `GET /api/v1/agents`. */
  readonly listProviders: () => readonly {
    readonly provider: string;
    readonly models: readonly ModelInfo[];
  }[];
  /** A refusal in words when no seat can be given this model, else null. */
  readonly unavailableReason: (model: string) => string | null;
  readonly info: (model: string) => ModelInfo;
  /** The agent for a model, with deadlines and retries of the contract around it. */
  readonly agent: (model: string) => Agent;
}
