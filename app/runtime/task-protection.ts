import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';

/** Asks ECS not to take this task away, by scaling in or by a deployment, while it runs debates. */
export interface TaskProtection {
  /** Looks whether debates run, as it does by itself now and then; resolves when ECS knows what has changed. */
  check(): Promise<void>;
  /** Sets the task free, at once. */
  close(): Promise<void>;
}

export interface TaskProtectionOptions {
  /** What ECS_AGENT_URI says. */
  readonly agentUri: string;
  readonly contract: Contract;
  /** How many debates run here. */
  readonly running: () => number;
  /** Whether this is the only process of its task: one of several must not set free what the others need. */
  readonly isSingleProcess: boolean;
  readonly timers: Clock;
  /** Told once for every time that it goes wrong. No debate is harmed: a task that is taken away hands over. */
  readonly onError: (error: unknown) => void;
}

type State = 'free' | 'protected' | 'pausing';

/**
 * Protects from the first debate until none runs, renewed at half the time that it was asked for. A task that never
 * runs out of debates lets go for a while now and then: otherwise a deployment would wait for it for ever.
 */
export function protectTask(parts: TaskProtectionOptions): TaskProtection {
  const { agentUri, onError } = parts;
  const address = stateUrl(agentUri);
  if (address !== null) return protectAt(address, parts);
  onError(new Error(`ECS_AGENT_URI=${agentUri} is no http address of this machine's own`));
  return { check: async () => {}, close: async () => {} };
}

function protectAt(address: URL, parts: TaskProtectionOptions): TaskProtection {
  const { contract, running, isSingleProcess, timers, onError } = parts;
  const { protectionMs, protectionCheckIntervalMs, protectionContinuousMsMax, protectionReleaseMs } =
    contract.work;
  let state: State = 'free';
  /** When the state was entered, and when ECS was last told. */
  let since = timers.monotonicMs();
  let toldAt = since;
  let failed = false;
  let telling: Promise<void> = Promise.resolve();
  let isTelling = false;

  async function tell(next: State): Promise<void> {
    const wanted = next === 'protected';
    try {
      if (wanted || isSingleProcess) await put(address, wanted, contract);
      failed = false;
    } catch (error) {
      if (!failed) onError(error);
      failed = true;
      return;
    }
    toldAt = timers.monotonicMs();
    if (next !== state) since = toldAt;
    state = next;
  }

  function nextState(): State {
    const busy = running() > 0;
    const forMs = timers.monotonicMs() - since;
    switch (state) {
      case 'free':
        return busy ? 'protected' : 'free';
      case 'protected':
        if (!busy) return 'free';
        return forMs >= protectionContinuousMsMax ? 'pausing' : 'protected';
      case 'pausing':
        if (!busy) return 'free';
        return forMs >= protectionReleaseMs ? 'protected' : 'pausing';
    }
  }

  async function check(): Promise<void> {
    if (isTelling) return telling;
    const next = nextState();
    const stale = next === 'protected' && timers.monotonicMs() - toldAt >= protectionMs / 2;
    if (next === state && !stale) return;
    isTelling = true;
    telling = tell(next).finally(() => {
      isTelling = false;
    });
    return telling;
  }

  const stop = timers.every(protectionCheckIntervalMs, () => void check());
  void check();

  return {
    check,
    async close() {
      stop();
      await telling;
      if (state === 'protected') await tell('free');
    },
  };
}

const minute = 60_000;

async function put(url: URL, wanted: boolean, { work, agents }: Contract): Promise<void> {
  const body = wanted
    ? { ProtectionEnabled: true, ExpiresInMinutes: Math.ceil(work.protectionMs / minute) }
    : { ProtectionEnabled: false };
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(work.protectionTimeoutMs),
  });
  const said = await response.text();
  // What ECS cannot do it may say with 200, too: `{ "failure": { "Reason": "…" } }`.
  if (!response.ok || /"(?:failure|error)"/.test(said))
    throw new Error(`ECS answered ${response.status}: ${said.slice(0, agents.errorMessageCharsMax)}`);
}

/** Nobody is asked but this machine and ECS, whose address is link-local; null: the text says anything else. */
function stateUrl(agentUri: string): URL | null {
  const url = URL.parse(`${agentUri.replace(/\/$/, '')}/task-protection/v1/state`);
  return url?.protocol === 'http:' && near.test(url.hostname) ? url : null;
}

const near = /^(?:169\.254\.\d+\.\d+|127\.\d+\.\d+\.\d+|\[::1\])$/;
