/** Response of `GET /api/v1/debates/{id}/webhook`. */
export interface WebhookResponse {
  readonly url: string;
  /** `waiting`: for the end of the debate. `failed`: no attempt follows. */
  readonly state: 'waiting' | 'pending' | 'delivered' | 'failed';
  readonly nextAttemptAt: string | null;
  /** Oldest first. */
  readonly attempts: readonly {
    readonly at: string;
    readonly ms: number;
    readonly status: number | null;
    readonly error: string | null;
  }[];
}

/** Response of `GET /api/v1/webhook-secret`. */
export interface WebhookSecretResponse {
  readonly secret: string;
}
