import type { KeyScope } from '../../shared/key-scope.ts';

/** Body of `POST /api/v1/tickets`. */
export interface NewTicketBody {
  readonly debate?: string;
}

/** A single-use ticket that opens one socket. */
export interface TicketResponse {
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Response of `GET` and `POST /api/v1/session`: the caller. */
export interface SessionResponse {
  /** The name of the key. */
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly KeyScope[];
  /** False: the server is open to this machine, and there is nothing to sign in to. */
  readonly keyRequired: boolean;
}

/** Response of `GET /api/v1/sign-in`. A key works always. */
export interface SignInOptionsResponse {
  /** null: people cannot sign in by OpenID Connect. */
  readonly openId: { readonly name: string } | null;
}
