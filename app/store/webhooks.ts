/** `pending`: the debate runs, or the next attempt is to come. `failed`: all attempts are used up. */
export type WebhookState = 'pending' | 'delivered' | 'failed';

export interface NewWebhook {
  readonly url: string;
  /** Signs the deliveries: base64. It is stored until the last attempt. */
  readonly secret: string;
}

/** One attempt at a delivery. */
export interface DeliveryAttempt {
  /** ISO time of its start. */
  readonly at: string;
  readonly ms: number;
  /** HTTP status of the answer; null: there was none. */
  readonly status: number | null;
  /** Why there was no answer, or none that counts; null: it was delivered. */
  readonly error: string | null;
}

export interface Webhook {
  readonly url: string;
  readonly state: WebhookState;
  /** ISO time of the next attempt; null: the debate has not ended. */
  readonly dueAt: string | null;
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
}

/** A webhook whose debate has ended, taken by one worker. */
export interface DueWebhook extends NewWebhook {
  readonly tenant: string;
  readonly debate: string;
  /** Attempts before this one. */
  readonly attempts: number;
}

export interface WebhookStore {
  /** Takes up to `limit` webhooks that are due at `at`; another worker may take them at `until` (both ISO). */
  claimWebhooks(limit: number, at: string, until: string): Promise<readonly DueWebhook[]>;
  /** Adds an attempt to the log of a webhook and says what follows; does nothing if the debate has been deleted. */
  recordDelivery(
    debate: string,
    attempt: DeliveryAttempt,
    next: { readonly state: WebhookState; readonly dueAt: string },
  ): Promise<void>;
  /** null: the debate has none, or does not exist. */
  webhook(key: { readonly tenant: string; readonly debate: string }): Promise<Webhook | null>;
}
