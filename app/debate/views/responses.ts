import type { Phase, PresetName, Seat, SeatRole } from '../core/events.ts';

/** JSON shapes of the HTTP surface, the same for the server, the client, the page and the terminal. */

/** Body of `POST /api/v1/debates`. Members not named here are refused by name. */
export interface NewDebateBody {
  readonly question: string;
  readonly preset?: PresetName;
  /** With options, a closed question. */
  readonly options?: readonly string[];
  readonly evidence?: readonly {
    readonly name: string;
    readonly mediaType?: string;
    readonly text: string;
  }[];
  readonly panel?: readonly { readonly name?: string; readonly role?: SeatRole; readonly model?: string }[];
  readonly judge?: { readonly model: string };
  readonly rounds?: number;
  readonly budget?: { readonly usd?: number; readonly tokens?: number };
  readonly deadlineSeconds?: number;
}

/** Answer to `POST /api/v1/debates`: 202, with a Location. */
export interface CreatedDebateResponse {
  readonly id: string;
  readonly url: string;
}

/** What one course of a debate takes. */
export interface ScenarioCostResponse {
  readonly turns: Readonly<Record<Phase | 'total', number>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Both together. */
  readonly tokens: number;
  /** Of the models that have a known price. */
  readonly usd: number;
}

/** Answer to `POST /api/v1/estimates`: what a debate would cost that is not created. */
export interface EstimateResponse {
  readonly preset: PresetName;
  readonly panel: readonly Seat[];
  /** Null: a closed question is put to the vote. */
  readonly judge: Seat | null;
  readonly rounds: number;
  readonly minimum: ScenarioCostResponse;
  readonly typical: ScenarioCostResponse;
  readonly maximum: ScenarioCostResponse;
  /** Models without a known price: their tokens count, and are in no sum of money. */
  readonly unpriced: readonly string[];
  readonly budget: {
    /** Null: there is no limit. */
    readonly usd: number | null;
    readonly tokens: number | null;
    /** What the blind round needs, with what is kept back for the decision. */
    readonly firstRound: { readonly usd: number; readonly tokens: number };
    /** Whether the budget suffices for it. */
    readonly sufficient: boolean;
  };
  /** How it is counted, in sentences. */
  readonly assumptions: readonly string[];
}

/** One debate in short: `GET /api/v1/debates/{id}` and each of a list. */
export interface DebateResponse {
  readonly id: string;
  readonly question: string;
  readonly preset: PresetName;
  readonly status: 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';
  /** `propose`, `critique`, `revise`, `decide` or `ended`. */
  readonly phase: string;
  readonly round: number;
  readonly models: readonly string[];
  /** 0 to 1: agreement, not correctness. Null while not measured. */
  readonly agreement: number | null;
  readonly answer: string | null;
  readonly costUsd: number;
  /** Seq of the last event. */
  readonly seq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DebateListResponse {
  readonly debates: readonly DebateResponse[];
  /** Cursor of the next page, or null. */
  readonly next: string | null;
}

/** Answer to `GET /api/v1/debates/{id}/record` while the debate has not ended: 202, with a Retry-After. */
export interface PendingRecordResponse {
  readonly id: string;
  readonly status: DebateResponse['status'];
}

/** JSON page of `GET /api/v1/debates/{id}/events`. */
export interface EventPageResponse<E> {
  readonly events: readonly E[];
  /** The seq to ask for next as `after`, or null at the end of an ended debate. */
  readonly next: number | null;
}

export interface AgentsResponse {
  readonly defaultModel: string;
  readonly defaultReason: string;
  readonly providers: readonly {
    readonly provider: string;
    readonly models: readonly {
      readonly model: string;
      readonly price: { readonly inputUsd: number; readonly outputUsd: number } | null;
    }[];
  }[];
  readonly presets: readonly {
    readonly name: PresetName;
    readonly description: string;
    readonly roles: readonly SeatRole[];
    readonly rounds: number;
  }[];
  readonly limits: {
    readonly questionCharsMax: number;
    readonly documentsMax: number;
    readonly documentBytesMax: number;
    readonly panelMax: number;
    readonly roundsMax: number;
  };
}

/** What a key allows: to look at debates; to start, steer and delete them; to manage keys. */
export type KeyScope = 'read' | 'run' | 'admin';

/** Body of `POST /api/v1/keys`. */
export interface NewKeyBody {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Only with a key of the server's own tenant. */
  readonly tenant?: string;
  /** Without it, the key never expires. */
  readonly lifetimeSeconds?: number;
}

/** What is known of a key: never the key itself. */
export interface KeyResponse {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** ISO times; null: never, or not yet. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/** A new key, the only time that it is shown. */
export interface CreatedKeyResponse extends KeyResponse {
  readonly key: string;
}

export interface KeyListResponse {
  readonly keys: readonly KeyResponse[];
}

/** Body of `POST /api/v1/tickets`. */
export interface NewTicketBody {
  readonly debate?: string;
}

/** Opens one socket, once, until it expires. */
export interface TicketResponse {
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Answer to `GET /health`. */
export interface HealthResponse {
  /** `degraded`: it serves, but text does not arrive live, and other news later. */
  readonly status: 'ok' | 'degraded' | 'not-ready';
  readonly version: string;
  readonly profile: string;
  /** Hash of the contract that new debates run under. */
  readonly contract: string;
}

/** A refusal: `application/problem+json`. */
export interface ProblemResponse {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** From the catalogue; stable. */
  readonly code: string;
  /** What is wrong and how to cure it. */
  readonly detail: string;
  /** Members of the body that are at fault. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly requestId?: string;
}
