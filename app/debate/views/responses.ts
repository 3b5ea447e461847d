import type { KeyScope } from '../../shared/key-scope.ts';
import type { Phase, PresetName, Seat } from '../core/events.ts';

/** JSON bodies of the HTTP API, shared by the server, the client, the page and the terminal. */

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
  /** The time limit of the debate: as asked, or the default for its models. */
  readonly deadlineSeconds: number;
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
  /** `propose`, `critique`, `revise`, `decide`, `approve` while a person must approve the decision, or `ended`. */
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
