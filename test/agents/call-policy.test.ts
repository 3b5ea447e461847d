import { describe, expect, it } from 'vitest';
import { type Agent, AgentFailure, type CompletionOptions } from '../../app/agents/agent.ts';
import { withTimeoutsAndRetries } from '../../app/agents/call-policy.ts';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { sleep } from '../../app/shared/clock.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const limits = applyOverrides(profile('test').agents, {
  firstTokenMs: 100,
  idleMs: 50,
  totalMs: 1000,
  retriesMax: 2,
  backoffMs: 10,
  retryAfterMsMax: 200,
});
const brief = proposeBrief();
const used = { inputTokens: 10, outputTokens: 2, estimated: false };
const busy = (retryAfterMs: number | null = null) =>
  new AgentFailure('overloaded', 'busy', { retryable: true, retryAfterMs, usage: used });

type Script = (options: CompletionOptions, clock: ManualClock) => Promise<string>;

/** An agent that does one thing a call, the last one for ever, under the deadlines. */
function rehearse(scripts: readonly Script[], clock = createManualClock(), random = () => 0) {
  let calls = 0;
  const agent: Agent = {
    async generate(_brief, options) {
      const script = scripts[Math.min(calls++, scripts.length - 1)];
      if (!script) throw new Error('no script');
      return { text: await script(options, clock), usage: used };
    },
  };
  const heard: string[] = [];
  const controller = new AbortController();
  const speaking = withTimeoutsAndRetries(agent, { limits, clock, random }).generate(brief, {
    signal: controller.signal,
    onText: (text) => heard.push(text),
  });
  const ended = speaking.then(
    (speech) => ({ speech, error: null }),
    (error: unknown) => ({ speech: null, error }),
  );
  return { clock, heard, controller, ended, calls: () => calls };
}

const silence: Script = ({ signal }, clock) => sleep(clock, Number.MAX_SAFE_INTEGER, signal).then(() => '');
const throws =
  (error: unknown): Script =>
  async () => {
    throw error;
  };
const says =
  (...pieces: string[]): Script =>
  async ({ onText }) => {
    for (const piece of pieces) onText(piece);
    return pieces.join('');
  };

describe('deadlines', () => {
  it('gives up a call without a first token, and calls again', async () => {
    const run = rehearse([silence, says('yes')]);
    await run.clock.advanceAsync(99);
    expect(run.calls()).toBe(1);
    await run.clock.advanceAsync(20);
    const { speech } = await run.ended;
    expect(speech?.text).toBe('yes');
    // The call that was given up counts with an estimate of its prompt.
    expect(speech?.usage.inputTokens).toBeGreaterThan(used.inputTokens + 100);
    expect(speech?.usage.estimated).toBe(true);
  });

  it('fails when every call is without a first token', async () => {
    const run = rehearse([silence]);
    await run.clock.advanceAsync(900);
    const { error } = await run.ended;
    expect(error).toMatchObject({ reason: 'first-token-timeout', message: 'no first token within 100 ms' });
    expect(run.calls()).toBe(3);
  });

  it('fails a call that falls silent, and does not take back what was read', async () => {
    const run = rehearse([
      async (options, clock) => {
        options.onText('a');
        await sleep(clock, 40, options.signal);
        options.onText('b');
        return silence(options, clock);
      },
    ]);
    await run.clock.advanceAsync(89);
    expect(run.heard).toEqual(['a', 'b']);
    await run.clock.advanceAsync(1);
    expect((await run.ended).error).toMatchObject({ reason: 'idle-timeout' });
    expect(run.calls()).toBe(1);
  });

  it('lets a model think as long as it shows signs of life', async () => {
    const run = rehearse([
      async ({ signal, onText, onReasoning }, clock) => {
        for (let thought = 0; thought < 10; thought++) {
          await sleep(clock, 40, signal);
          onReasoning?.();
        }
        onText('yes');
        return 'yes';
      },
    ]);
    await run.clock.advanceAsync(500);
    expect((await run.ended).speech?.text).toBe('yes');
    expect(run.calls()).toBe(1);
  });

  it('ends everything at the total, retries and pauses included', async () => {
    const run = rehearse([
      async (options, clock) => {
        for (;;) {
          await sleep(clock, 30, options.signal);
          options.onText('.');
        }
      },
    ]);
    await run.clock.advanceAsync(1000);
    const { error } = await run.ended;
    expect(error).toMatchObject({ reason: 'total-timeout', retryable: false });
    expect(run.heard).toHaveLength(33);
  });

  it('ends a pause at the total too', async () => {
    const short = applyOverrides(limits, { totalMs: 150 });
    const clock = createManualClock();
    const agent = withTimeoutsAndRetries(
      { generate: () => Promise.reject(busy(200)) },
      { limits: short, clock, random: () => 0 },
    );
    const ended = agent
      .generate(brief, { signal: new AbortController().signal, onText: () => {} })
      .catch((e) => e);
    await clock.advanceAsync(150);
    expect(await ended).toMatchObject({
      reason: 'total-timeout',
      message: 'no end of the reply within 150 ms; the call before: busy',
      usage: used,
    });
  });
});

describe('retries', () => {
  it('waits longer each time, as far as the jitter says, and adds up what was used', async () => {
    const run = rehearse([throws(busy()), throws(busy()), says('yes')], createManualClock(), () => 1);
    const waits: (number | null)[] = [];
    for (let retry = 0; retry < 2; retry++) {
      await run.clock.advanceAsync(0);
      waits.push(run.clock.nextInMs());
      await run.clock.advanceAsync(run.clock.nextInMs() ?? 0);
    }
    expect(waits).toEqual([10, 20]);
    const { speech } = await run.ended;
    expect(speech?.usage).toEqual({ inputTokens: 30, outputTokens: 6, estimated: false });
  });

  it.each([
    [120, 120],
    [60_000, 200],
  ])('waits %i ms as asked by the provider, within the limit: %i', async (asked, waited) => {
    const run = rehearse([throws(busy(asked)), says('yes')]);
    await run.clock.advanceAsync(0);
    expect(run.clock.nextInMs()).toBe(waited);
    await run.clock.advanceAsync(waited);
    expect((await run.ended).speech?.text).toBe('yes');
  });

  it('never calls again once text has arrived', async () => {
    const run = rehearse([
      async ({ onText }) => {
        onText('half');
        throw busy();
      },
    ]);
    expect((await run.ended).error).toMatchObject({ reason: 'overloaded', usage: used });
    expect(run.calls()).toBe(1);
  });

  it('never calls again after a failure that would only repeat itself', async () => {
    const run = rehearse([throws(new AgentFailure('unauthorized', 'no'))]);
    expect((await run.ended).error).toMatchObject({ reason: 'unauthorized' });
    expect(run.calls()).toBe(1);
  });

  it('lets a bug through as it is', async () => {
    const bug = new TypeError('a bug');
    const run = rehearse([throws(bug)]);
    expect((await run.ended).error).toBe(bug);
  });
});

describe('an abort by the caller', () => {
  it.each([
    ['an error', new Error('cancelled')],
    ['a failure of the kind that agents throw', new AgentFailure('interrupted', 'moved')],
  ])('ends the call with its own reason, %s', async (_, reason) => {
    const run = rehearse([silence]);
    await run.clock.advanceAsync(10);
    run.controller.abort(reason);
    expect((await run.ended).error).toBe(reason);
    expect(run.calls()).toBe(1);
    expect(run.clock.nextInMs()).toBeNull();
  });

  it('ends a pause between calls', async () => {
    const run = rehearse([throws(busy())]);
    await run.clock.advanceAsync(0);
    const reason = new Error('cancelled');
    run.controller.abort(reason);
    expect((await run.ended).error).toBe(reason);
    expect(run.clock.nextInMs()).toBeNull();
  });
});
