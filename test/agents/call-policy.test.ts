import { describe, expect, it } from 'vitest';
import { type Agent, AgentFailure, type CompletionOptions } from '../../app/agents/agent.ts';
import { withTimeoutsAndRetries } from '../../app/agents/call-policy.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { noUsage } from '../../app/debate/cost/usage.ts';
import { sleep } from '../../app/shared/clock.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const limits = applyOverrides(profile('test').agents, {
  firstTokenMs: 100,
  idleMs: 50,
  totalMs: 1000,
  retriesMax: 2,
  backoffMs: 10,
  thinking: { firstTokenMs: 500, totalMs: 2000 },
});
const brief = proposeBrief();
const used = { inputTokens: 10, outputTokens: 2, estimated: false };
const busy = (retryAfterMs: number | null = null) =>
  new AgentFailure('overloaded', 'busy', { retryable: true, retryAfterMs, usage: used });

type Script = (options: CompletionOptions, clock: ManualClock) => Promise<string>;

/** Runs an agent that follows one script per call, repeating the last one, under the call policy. */
function runScripts(
  scripts: readonly Script[],
  options: Partial<CompletionOptions> = {},
  random: () => number = () => 0,
  clock = createManualClock(),
) {
  let calls = 0;
  const agent: Agent = {
    async generate(_brief, options) {
      const script = scripts[Math.min(calls++, scripts.length - 1)];
      if (!script) throw new Error('no script');
      return { text: await script(options, clock), usage: used };
    },
  };
  const texts: string[] = [];
  const controller = new AbortController();
  const generating = withTimeoutsAndRetries(agent, { limits, clock, random }).generate(brief, {
    signal: controller.signal,
    onText: (text) => texts.push(text),
    ...options,
  });
  const ended = generating.then(
    (completion) => ({ completion, error: null }),
    (error: unknown) => ({ completion: null, error }),
  );
  return { clock, texts, controller, ended, calls: () => calls };
}

const silence: Script = ({ signal }, clock) => sleep(clock, Number.MAX_SAFE_INTEGER, signal).then(() => '');
const failWith =
  (error: unknown): Script =>
  async () => {
    throw error;
  };
const replyWith =
  (...pieces: string[]): Script =>
  async ({ onText }) => {
    for (const [index, piece] of pieces.entries()) onText(pieces.slice(0, index + 1).join(''), piece);
    return pieces.join('');
  };

describe('timeouts', () => {
  it('aborts a call without a first token and retries it', async () => {
    const run = runScripts([silence, replyWith('yes')]);
    await run.clock.advanceAsync(99);
    expect(run.calls()).toBe(1);
    await run.clock.advanceAsync(20);
    const { completion } = await run.ended;
    expect(completion?.text).toBe('yes');
    // The aborted call is charged with an estimate of its prompt.
    expect(completion?.usage).toEqual(used);
    expect(completion?.earlierCalls).toMatchObject([{ outputTokens: 0, estimated: true }]);
    expect(completion?.earlierCalls?.[0]?.inputTokens).toBeGreaterThan(100);
  });

  it('fails with first-token-timeout when no call yields a first token', async () => {
    const run = runScripts([silence]);
    await run.clock.advanceAsync(900);
    const { error } = await run.ended;
    expect(error).toMatchObject({ reason: 'first-token-timeout', message: 'no first token within 100 ms' });
    expect(run.calls()).toBe(3);
  });

  it('abandons a call that goes on after its abort, with its later texts, and does not retry it', async () => {
    const rest = Promise.withResolvers<void>();
    const abandoned: string[] = [];
    const onAbandoned = () => abandoned.push('abandoned');
    const deaf: Script = async ({ onText }) => {
      await rest.promise;
      onText('late', 'late');
      throw new Error('late');
    };
    const run = runScripts([deaf, replyWith('yes')], { onAbandoned });
    await run.clock.advanceAsync(limits.firstTokenMs + limits.abortMs - 1);
    expect({ calls: run.calls(), abandoned }).toEqual({ calls: 1, abandoned: [] });
    await run.clock.advanceAsync(1);
    const { error } = await run.ended;
    expect(error).toMatchObject({ reason: 'first-token-timeout', usage: { estimated: true } });
    rest.resolve();
    await run.clock.advanceAsync(limits.backoffMs);
    expect({ texts: run.texts, abandoned }).toEqual({ texts: [], abandoned: ['abandoned'] });
    expect(run.calls()).toBe(1);
  });

  it('fails a call that stops sending text, without a retry', async () => {
    const run = runScripts([
      async (options, clock) => {
        options.onText('a', 'a');
        await sleep(clock, 40, options.signal);
        options.onText('ab', 'b');
        return silence(options, clock);
      },
    ]);
    await run.clock.advanceAsync(89);
    expect(run.texts).toEqual(['a', 'ab']);
    await run.clock.advanceAsync(1);
    expect((await run.ended).error).toMatchObject({ reason: 'idle-timeout' });
    expect(run.calls()).toBe(1);
  });

  it('does not abort a call that keeps reporting reasoning', async () => {
    const run = runScripts([
      async ({ signal, onText, onReasoning }, clock) => {
        for (let thought = 0; thought < 10; thought++) {
          await sleep(clock, 40, signal);
          onReasoning?.('');
        }
        onText('yes', 'yes');
        return 'yes';
      },
    ]);
    await run.clock.advanceAsync(500);
    expect((await run.ended).completion?.text).toBe('yes');
    expect(run.calls()).toBe(1);
  });

  it('aborts a call that is still sending text at the total timeout', async () => {
    const run = runScripts([
      async (options, clock) => {
        for (let text = '.'; ; text += '.') {
          await sleep(clock, 30, options.signal);
          options.onText(text, '.');
        }
      },
    ]);
    await run.clock.advanceAsync(1000);
    const { error } = await run.ended;
    expect(error).toMatchObject({ reason: 'total-timeout', retryable: false });
    expect(run.texts).toHaveLength(33);
  });

  it('ends the wait before a retry at the total timeout', async () => {
    const short = applyOverrides(limits, { totalMs: 150 });
    const clock = createManualClock();
    const agent = withTimeoutsAndRetries(
      { generate: () => Promise.reject(busy()) },
      { limits: applyOverrides(short, { backoffMs: 200 }), clock, random: () => 1 },
    );
    const ended = agent
      .generate(brief, { signal: new AbortController().signal, onText: () => {} })
      .catch((e) => e);
    await clock.advanceAsync(150);
    expect(await ended).toMatchObject({
      reason: 'total-timeout',
      message: 'no end of the reply within 150 ms; previous call: busy',
      usage: used,
    });
  });
});

describe('retries', () => {
  it('waits longer before each retry and reports the usage of each call', async () => {
    const run = runScripts([failWith(busy()), failWith(busy()), replyWith('yes')], {}, () => 1);
    const waits: (number | null)[] = [];
    for (let retry = 0; retry < 2; retry++) {
      await run.clock.advanceAsync(0);
      waits.push(run.clock.nextInMs());
      await run.clock.advanceAsync(run.clock.nextInMs() ?? 0);
    }
    expect(waits).toEqual([10, 20]);
    const { completion } = await run.ended;
    expect(completion).toEqual({ text: 'yes', usage: used, earlierCalls: [used, used] });
  });

  it.each([120, 900])('waits for a Retry-After of %i ms, which ends before the total', async (asked) => {
    const run = runScripts([failWith(busy(asked)), replyWith('yes')]);
    await run.clock.advanceAsync(0);
    expect(run.clock.nextInMs()).toBe(asked);
    await run.clock.advanceAsync(asked);
    expect((await run.ended).completion?.text).toBe('yes');
  });

  it('ends at once when a Retry-After exceeds the total, and says when to call again', async () => {
    const clock = createManualClock(Date.parse('2026-03-01T10:00:00Z'));
    const run = runScripts([failWith(busy(60_000))], {}, () => 0, clock);
    await clock.advanceAsync(0);
    expect((await run.ended).error).toMatchObject({
      reason: 'overloaded',
      permanent: true,
      message:
        'busy; the provider asks to be called again in 60 s, at 2026-03-01T10:01:00.000Z, ' +
        'which is too late for this turn',
      usage: used,
    });
    expect(run.calls()).toBe(1);
    expect(clock.nextInMs()).toBeNull();
  });

  it.each([
    ['before', 121, 2],
    ['at', 120, 1],
  ])('waits for a Retry-After only if it ends %s the deadline of the turn', async (_, leftMs, calls) => {
    const clock = createManualClock(1_000_000);
    const run = runScripts(
      [failWith(busy(120)), replyWith('yes')],
      { deadlineAtMs: 1_000_000 + leftMs },
      () => 0,
      clock,
    );
    await clock.advanceAsync(120);
    await run.ended;
    expect(run.calls()).toBe(calls);
  });

  it('does not retry once text has arrived', async () => {
    const run = runScripts([
      async ({ onText }) => {
        onText('half', 'half');
        throw busy();
      },
    ]);
    expect((await run.ended).error).toMatchObject({ reason: 'overloaded', usage: used });
    expect(run.calls()).toBe(1);
  });

  it('does not retry once as many calls are charged as may be, but does so for calls that are not', async () => {
    const free = failWith(new AgentFailure('overloaded', 'busy', { retryable: true, retryAfterMs: 1 }));
    const run = runScripts([free, silence, replyWith('yes')], { chargedCallsMax: 1 });
    await run.clock.advanceAsync(500);
    expect((await run.ended).error).toMatchObject({ reason: 'first-token-timeout', earlierCalls: [] });
    expect(run.calls()).toBe(2);
  });

  it('does not retry a permanent failure', async () => {
    const run = runScripts([failWith(new AgentFailure('unauthorized', 'no'))]);
    expect((await run.ended).error).toMatchObject({ reason: 'unauthorized' });
    expect(run.calls()).toBe(1);
  });

  it('rethrows an unexpected error unchanged', async () => {
    const bug = new TypeError('a bug');
    const run = runScripts([failWith(bug)]);
    expect((await run.ended).error).toBe(bug);
  });
});

describe('an abort by the caller', () => {
  it.each([
    ['an error', new Error('cancelled')],
    ['an AgentFailure', new AgentFailure('interrupted', 'moved')],
  ])('rejects the call with what it may have cost, when the reason is %s', async (_, reason) => {
    const run = runScripts([
      async (options, clock) => {
        options.onReasoning?.('考'.repeat(40));
        options.onText('half', 'half');
        return silence(options, clock);
      },
    ]);
    await run.clock.advanceAsync(10);
    run.controller.abort(reason);
    // A token for each character of the reasoning, and one for the text.
    expect((await run.ended).error).toMatchObject({
      reason: 'interrupted',
      usage: { outputTokens: 41, estimated: true },
    });
    expect(run.calls()).toBe(1);
    expect(run.clock.nextInMs()).toBeNull();
  });

  it('before the first call makes none, and costs nothing', async () => {
    const run = runScripts([silence], { signal: AbortSignal.abort() });
    expect((await run.ended).error).toMatchObject({ reason: 'interrupted', usage: noUsage });
    expect(run.calls()).toBe(0);
  });

  it('ends the wait before a retry, and keeps the usage of the calls before it', async () => {
    const run = runScripts([failWith(busy())]);
    await run.clock.advanceAsync(0);
    run.controller.abort(new Error('cancelled'));
    expect((await run.ended).error).toMatchObject({ reason: 'interrupted', usage: used });
    expect(run.clock.nextInMs()).toBeNull();
  });
});
