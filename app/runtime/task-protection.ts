import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';

/** ECS task protection: keeps scale-in and deployments from stopping this task while it runs debates. */
export interface TaskProtection {
  /** Updates the protection if needed; also runs on a timer. Resolves when ECS has answered. */
  check(): Promise<void>;
  /** Removes the protection at once. */
  close(): Promise<void>;
}

export interface TaskProtectionOptions {
  /** The value of ECS_AGENT_URI. */
  readonly agentUri: string;
  readonly contract: Contract;
  /** Number of debates that run in this process. */
  readonly running: () => number;
  /** This is the only process of its task. One of several must not remove the protection that the others need. */
  readonly isSingleProcess: boolean;
  readonly clock: Clock;
  /** Called once per outage of the agent. No debate is lost: a task that is stopped hands its debates over. */
  readonly onError: (error: unknown) => void;
}

/** `paused`: unprotected for a while although debates run. */
type State = 'unprotected' | 'protected' | 'paused';

/**
 * Protects the task from its first debate until none runs, and renews the protection at half of its duration. A task
 * that always has debates pauses its protection from time to time: otherwise a deployment would wait for it forever.
 */
export function protectTask(options: TaskProtectionOptions): TaskProtection {
  const { agentUri, onError } = options;
  const url = stateUrl(agentUri);
  if (url !== null) return protectAt(url, options);
  onError(new Error(`ECS_AGENT_URI=${agentUri} is not an http address of this machine`));
  return { check: async () => {}, close: async () => {} };
}

function protectAt(url: URL, options: TaskProtectionOptions): TaskProtection {
  const { contract, running, isSingleProcess, clock, onError } = options;
  const { protectionMs, protectionCheckIntervalMs, protectionContinuousMsMax, protectionReleaseMs } =
    contract.work;
  let state: State = 'unprotected';
  let enteredAtMs = clock.monotonicMs();
  let updatedAtMs = enteredAtMs;
  let failed = false;
  let updating: Promise<void> | null = null;

  async function enter(next: State): Promise<void> {
    const isProtected = next === 'protected';
    try {
      if (isProtected || isSingleProcess) await putProtection(url, isProtected, contract);
      failed = false;
    } catch (error) {
      if (!failed) onError(error);
      failed = true;
      return;
    }
    updatedAtMs = clock.monotonicMs();
    if (next !== state) enteredAtMs = updatedAtMs;
    state = next;
  }

  function nextState(): State {
    const busy = running() > 0;
    const elapsedMs = clock.monotonicMs() - enteredAtMs;
    switch (state) {
      case 'unprotected':
        return busy ? 'protected' : 'unprotected';
      case 'protected':
        if (!busy) return 'unprotected';
        return elapsedMs >= protectionContinuousMsMax ? 'paused' : 'protected';
      case 'paused':
        if (!busy) return 'unprotected';
        return elapsedMs >= protectionReleaseMs ? 'protected' : 'paused';
    }
  }

  /** Decided on each call, so that calls of one event-loop turn do not share the first one's decision. */
  function check(): Promise<void> {
    if (updating) return updating;
    const next = nextState();
    const isRenewalDue = next === 'protected' && clock.monotonicMs() - updatedAtMs >= protectionMs / 2;
    if (next === state && !isRenewalDue) return Promise.resolve();
    updating = enter(next).finally(() => {
      updating = null;
    });
    return updating;
  }

  const stop = clock.every(protectionCheckIntervalMs, () => void check());
  void check();

  return {
    check,
    async close() {
      stop();
      // Waits for an update in progress, so that its request does not follow the removal.
      await updating;
      if (state === 'protected') await enter('unprotected');
    },
  };
}

const minute = 60_000;

async function putProtection(url: URL, isProtected: boolean, { work, agents }: Contract): Promise<void> {
  const body = isProtected
    ? { ProtectionEnabled: true, ExpiresInMinutes: Math.ceil(work.protectionMs / minute) }
    : { ProtectionEnabled: false };
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(work.protectionTimeoutMs),
  });
  const text = await response.text();
  // ECS reports some failures with status 200: `{ "failure": { "Reason": "…" } }`.
  if (!response.ok || /"(?:failure|error)"/.test(text))
    throw new Error(`ECS answered ${response.status}: ${text.slice(0, agents.errorMessageCharsMax)}`);
}

/** The endpoint of the agent: loopback or link-local only; null for any other address. */
function stateUrl(agentUri: string): URL | null {
  const url = URL.parse(`${agentUri.replace(/\/$/, '')}/task-protection/v1/state`);
  return url?.protocol === 'http:' && localHost.test(url.hostname) ? url : null;
}

const localHost = /^(?:169\.254\.\d+\.\d+|127\.\d+\.\d+\.\d+|\[::1\])$/;
