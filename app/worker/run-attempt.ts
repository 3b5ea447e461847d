import type { Agent } from '../agents/agent.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import { type GenerateOptions, generateReply, notStarted, type ReplyResult } from './generate-reply.ts';
import type { ProviderSemaphores } from './provider-semaphores.ts';

export interface AttemptDeps extends Omit<GenerateOptions, 'onFirstText'> {
  readonly provider: string;
  readonly providerSemaphores: ProviderSemaphores;
  readonly now: () => Date;
  /** A bug, contained to the turn. */
  readonly onUnexpectedError: (error: unknown) => void;
}

/** The reply and its timing; `firstTokenMs` is null when no text arrived. */
export interface AttemptResult {
  readonly reply: ReplyResult;
  readonly queuedMs: number;
  readonly firstTokenMs: number | null;
  readonly tookMs: number;
}

/**
 * Runs one attempt at a turn, including the wait for a permit of its provider. The agent's deadlines start after that
 * wait. Never rejects.
 */
export async function runAttempt(
  agent: Agent,
  prepared: PreparedTurn,
  deps: AttemptDeps,
): Promise<AttemptResult> {
  const { provider, providerSemaphores, signal, publishText, onAbandoned, onUnexpectedError } = deps;
  const nowMs = () => deps.now().getTime();
  const queuedAtMs = nowMs();
  const release = await providerSemaphores.acquire(provider, signal);
  const startedAtMs = nowMs();
  let firstTokenMs: number | null = null;
  const onFirstText = () => {
    firstTokenMs = nowMs() - startedAtMs;
  };
  const reply = release
    ? await generateReply(agent, prepared, { signal, publishText, onFirstText, onAbandoned })
        .catch((error: unknown) => internalFailure(error, onUnexpectedError))
        .finally(release)
    : notStarted;
  return { reply, queuedMs: startedAtMs - queuedAtMs, firstTokenMs, tookMs: nowMs() - startedAtMs };
}

function internalFailure(error: unknown, onUnexpectedError: AttemptDeps['onUnexpectedError']): ReplyResult {
  onUnexpectedError(error);
  return {
    status: 'failed',
    reason: 'internal',
    message: 'Internal error; see the log of the Rostrum process.',
    calls: [],
  };
}
