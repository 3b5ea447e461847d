import type { KeyScope } from '../../shared/key-scope.ts';
import type { BaselineSource, Decider, Exchange, Phase, PresetName, Seat } from '../core/events.ts';
import type { JudgeRequest, SeatRequest } from '../core/presets.ts';

/** JSON bodies of the HTTP API, shared by the server, the client, the page and the terminal. */

/** Body of `POST /api/v1/debates`. Unknown members are rejected. */
export interface NewDebateBody {
  readonly question: string;
  readonly preset?: PresetName;
  /** The answers to choose from; they make it a closed question. */
  readonly options?: readonly string[];
  /** What the documents are reviewed for. */
  readonly checklist?: readonly string[];
  /** The answer is a number. `tolerance`: a share of the larger number. */
  readonly number?: { readonly unit: string; readonly tolerance?: number };
  readonly evidence?: readonly EvidenceBody[];
  readonly panel?: readonly SeatRequest[];
  readonly judge?: JudgeRequest;
  /** The judges of a jury in addition to `judge`. */
  readonly jury?: readonly JudgeRequest[];
  readonly exchange?: Exchange;
  readonly decider?: Decider;
  readonly rounds?: number;
  /** False: the debate continues even when all blind answers are the same. */
  readonly stopWhenBlindAgree?: boolean;
  /** Open questions: `separate` pays one more call for the answer from the blind answers alone. */
  readonly baseline?: BaselineSource;
  /** True: a person must approve before the debate decides. */
  readonly approval?: boolean;
  readonly budget?: { readonly usd?: number; readonly tokens?: number };
  readonly deadlineSeconds?: number;
  /** Is sent the debate, without its record, when it has ended. */
  readonly webhook?: { readonly url: string };
}

/** A document: its text, or the bytes of a file in base64. */
export type EvidenceBody = { readonly name: string; readonly mediaType?: string } & (
  | { readonly text: string }
  | { readonly base64: string }
);

/** Response of `POST /api/v1/debates`: 202 with a Location header. */
export interface CreatedDebateResponse {
  readonly id: string;
  readonly url: string;
  /** What is known to weaken this panel, in sentences. */
  readonly warnings: readonly string[];
}

/** Turns, tokens and cost of one possible course of a debate. */
export interface ScenarioCostResponse {
  readonly turns: Readonly<Record<Phase | 'total', number>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly tokens: number;
  /** Covers only models with a known price. */
  readonly usd: number;
}

/** Response of `POST /api/v1/estimates`, which creates no debate. */
export interface EstimateResponse {
  readonly preset: PresetName;
  readonly panel: readonly Seat[];
  readonly judge: Seat;
  readonly rounds: number;
  readonly minimum: ScenarioCostResponse;
  readonly typical: ScenarioCostResponse;
  readonly maximum: ScenarioCostResponse;
  /** Models without a known price. Their tokens are counted, but no amount in USD covers them. */
  readonly unpriced: readonly string[];
  readonly budget: {
    /** Null when there is no limit. */
    readonly usd: number | null;
    readonly tokens: number | null;
    /** The budget that the blind round needs, including the reserve for the decision. */
    readonly firstRound: { readonly usd: number; readonly tokens: number };
    /** True when the budget covers `firstRound`. */
    readonly sufficient: boolean;
  };
  readonly warnings: CreatedDebateResponse['warnings'];
  /** Sentences that explain the estimate. */
  readonly assumptions: readonly string[];
}

/** A debate in `GET /api/v1/debates/{id}` and in lists. */
export interface DebateResponse {
  readonly id: string;
  readonly question: string;
  /** Given by a person; null: none. */
  readonly title: string | null;
  readonly preset: PresetName;
  readonly status: 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';
  /** `propose`, `critique`, `revise`, `decide` or `ended`. */
  readonly phase: string;
  readonly round: number;
  readonly models: readonly string[];
  /** 0 to 1; agreement, not correctness. Null until it is measured. */
  readonly agreement: number | null;
  readonly answer: string | null;
  readonly costUsd: number;
  /** The seq of the last event. */
  readonly seq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DebateListResponse {
  readonly debates: readonly DebateResponse[];
  /** Cursor of the next page, or null. */
  readonly next: string | null;
}

/** Response of `GET /api/v1/debates/{id}/record` before the debate has ended: 202 with a Retry-After header. */
export interface PendingRecordResponse {
  readonly id: string;
  readonly status: DebateResponse['status'];
}

/** A page of `GET /api/v1/debates/{id}/events` as JSON. */
export interface EventPageResponse<E> {
  readonly events: readonly E[];
  /** The value of `after` for the next page, or null after the last event of an ended debate. */
  readonly next: number | null;
}

/** Body of `POST /api/v1/keys`. */
export interface NewKeyBody {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Allowed only with a key of the server's own tenant. */
  readonly tenant?: string;
  /** Without a lifetime, the key never expires. */
  readonly lifetimeSeconds?: number;
  readonly usdPerDay?: number;
}

/** A key's metadata, without its secret. */
export interface KeyResponse {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** ISO times; null means never or not yet. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Null: no limit. */
  readonly usdPerDay: number | null;
}

/** A new key. This is the only response that contains the secret. */
export interface CreatedKeyResponse extends KeyResponse {
  readonly key: string;
}

export interface KeyListResponse {
  readonly keys: readonly KeyResponse[];
}

/** Response of `GET /health`. */
export interface HealthResponse {
  /** `degraded`: requests are served, but live text is missing and events arrive late. */
  readonly status: 'ok' | 'degraded' | 'not-ready';
  readonly version: string;
  readonly profile: string;
  /** The hash of the contract for new debates. */
  readonly contract: string;
}

/** An error response: `application/problem+json`. */
export interface ProblemResponse {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** A stable code from the error catalogue. */
  readonly code: string;
  /** The problem and its fix. */
  readonly detail: string;
  /** The invalid members of the request. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly requestId?: string;
}
