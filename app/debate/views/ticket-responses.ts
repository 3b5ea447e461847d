/** Body of `POST /api/v1/tickets`. */
export interface NewTicketBody {
  readonly debate?: string;
}

/** A single-use ticket that opens one socket. */
export interface TicketResponse {
  readonly ticket: string;
  readonly expiresAt: string;
}
