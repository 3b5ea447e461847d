/**
 * What the handlers of custom resources share. They are deployed as one file that imports only the AWS SDK of the
 * Lambda runtime.
 */

/** The fields of CloudFormation's request that are used here. */
export interface CloudFormationEvent<Properties> {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Partial<Properties>;
}

/** Timer, clock, and the way back to CloudFormation. */
export interface HandlerDeps {
  readonly respond: (url: string, body: string) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

/** Attributes of the resource; or why it failed, for CloudFormation's events. */
export type Outcome = { readonly data: Readonly<Record<string, string>> } | { readonly failure: string };

export async function answer<Properties>(
  event: CloudFormationEvent<Properties>,
  defaultId: string,
  { respond }: HandlerDeps,
  handle: () => Promise<Outcome>,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = defaultId } = event;
  const identity = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  const outcome = await handle().catch((error: Error): Outcome => ({ failure: error.message }));
  const result =
    'data' in outcome
      ? { Status: 'SUCCESS', Data: outcome.data }
      : { Status: 'FAILED', Reason: outcome.failure };
  await respond(event.ResponseURL, JSON.stringify({ ...identity, ...result }));
}

const retryMs = 3000;
/** IAM applies a new policy within seconds, and rarely after a minute. */
const retryMsMax = 120_000;

/**
 * A policy that the same deployment has just written may not apply yet: "not authorized", or "unable to assume the
 * role" for the roles of a task: IAM is eventually consistent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
const temporaryError =
  /AccessDenied|Unauthorized|not authorized|unable to assume|Throttl|RequestLimitExceeded|TooManyRequests/i;

/** Calls AWS again after errors that pass by themselves, until the deadline of the whole operation at most. */
export async function retryTemporaryErrors<T>(
  call: () => Promise<T>,
  endsAtMs: number,
  { wait, now }: HandlerDeps,
): Promise<T> {
  const lastAtMs = Math.min(endsAtMs, now() + retryMsMax);
  while (true) {
    try {
      return await call();
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (now() + retryMs > lastAtMs || !temporaryError.test(text)) throw error;
      await wait(retryMs);
    }
  }
}

export const realDeps: HandlerDeps = {
  async respond(url, body) {
    const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
    if (!ok) throw new Error(`CloudFormation responded with ${status}`);
  },
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: Date.now,
};
