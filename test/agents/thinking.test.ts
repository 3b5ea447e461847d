import { describe, expect, it } from 'vitest';
import { withTimeoutsAndRetries } from '../../app/agents/call-policy.ts';
import { defaultTraits } from '../../app/agents/model-traits.ts';
import { createModelAgent } from '../../app/agents/providers/model-agent.ts';
import type { ReplyFinish, ReplyPart, StreamReply } from '../../app/agents/providers/reply-stream.ts';
import { profile } from '../../app/contract/profiles.ts';
import { sleep } from '../../app/shared/clock.ts';
import { proposeBrief } from '../support/agents/briefs.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const limits = profile('production').agents;
const minute = 60_000;

const thought: ReplyPart = { type: 'reasoning', text: '' };
const text = (piece: string): ReplyPart => ({ type: 'text', text: piece });
const finish: ReplyFinish = {
  reason: 'stop',
  raw: 'stop',
  usage: { inputTokens: 100, outputTokens: 50 },
};
const forEver = Number.MAX_SAFE_INTEGER;

/** A wait in milliseconds, a part, or the end. */
type Step = number | ReplyPart | ReplyFinish;

/** A provider's stream that takes these steps in every call. */
const streamOf =
  (steps: readonly Step[], clock: ManualClock): StreamReply =>
  async ({ signal }, onPart) => {
    for (const step of steps) {
      if (typeof step === 'number') await sleep(clock, step, signal);
      else if ('usage' in step) return step;
      else onPart(step);
    }
    throw new Error('the steps have no end');
  };

/** Runs the steps under the limits of production and returns what is known after `minutes`. */
async function run(steps: readonly Step[], minutes: number, thinks = true) {
  const clock = createManualClock();
  let calls = 0;
  const stream = streamOf(steps, clock);
  const agent = createModelAgent({
    model: 'test:model',
    secrets: [],
    stream: (request, onPart) => {
      calls += 1;
      return stream(request, onPart);
    },
    settings: { traits: defaultTraits, thinks, effort: null, outputTokensMax: 1000 },
    limits,
    now: clock.now,
  });
  let result: unknown = 'still running';
  void withTimeoutsAndRetries(agent, { limits, thinks, clock, random: () => 0 })
    .generate(proposeBrief(), { signal: new AbortController().signal, onText: () => {} })
    .then(
      (completion) => {
        result = completion.text;
      },
      (error: unknown) => {
        result = error;
      },
    );
  await clock.advanceAsync(minutes * minute);
  await clock.advanceAsync(0);
  return { result, calls, nextInMs: clock.nextInMs() };
}

const repeat = (times: number, ...steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: times }, () => steps).flat();

describe('a model that thinks for four minutes', () => {
  it.each<[string, readonly Step[]]>([
    ['in silence before its first part', [4 * minute]],
    ['in silence after a thought has begun', [thought, 4 * minute]],
    ['with a sign of life every five seconds', repeat(48, 5000, thought)],
    ['in silence between two pieces of text', [text('I think. '), thought, 4 * minute]],
  ])('%s completes', async (_, steps) => {
    const { result, calls, nextInMs } = await run([...steps, text('Yes.'), finish], 5);
    expect(result).toMatch(/Yes\.$/);
    expect({ calls, nextInMs }).toEqual({ calls: 1, nextInMs: null });
  });
});

describe('a model that is not known to think', () => {
  it('is given the time as soon as it sends a thought', async () => {
    const { result, calls } = await run([thought, 4 * minute, text('Yes.'), finish], 5, false);
    expect({ result, calls }).toEqual({ result: 'Yes.', calls: 1 });
  });

  it('may think for longer than its usual total', async () => {
    const steps = [...repeat(8, minute, thought), text('Yes.'), finish];
    expect((await run(steps, 9, false)).result).toBe('Yes.');
  });

  it('is called again when it is silent', async () => {
    const { calls } = await run([4 * minute, text('Yes.'), finish], 2, false);
    expect(calls).toBe(2);
  });
});

describe('a dead stream', () => {
  it.each<[string, readonly Step[], string]>([
    ['before its first part', [forEver], 'total-timeout'],
    ['in a thought', [thought, forEver], 'total-timeout'],
    ['in the text', [text('Yes'), forEver], 'idle-timeout'],
    ['in a thought after text', [text('Yes'), thought, forEver], 'idle-timeout'],
  ])('%s ends at its limit', async (_, steps, reason) => {
    const { result, nextInMs } = await run(steps, limits.thinking.totalMs / minute);
    expect(result).toMatchObject({ reason });
    expect(nextInMs).toBeNull();
  });

  it.each<[string, readonly Step[], number]>([
    ['before its first part', [forEver], limits.thinking.firstTokenMs],
    ['in a thought', [thought, forEver], limits.thinking.firstTokenMs],
    ['in the text', [text('Yes'), forEver], limits.idleMs],
  ])('%s is given up after the limit, and not before', async (_, steps, limitMs) => {
    const before = await run(steps, (limitMs - 1) / minute);
    expect(before).toMatchObject({ result: 'still running', calls: 1 });
    const after = await run(steps, (limitMs + limits.backoffMs) / minute);
    expect(after.calls === 2 || after.result !== 'still running').toBe(true);
  });
});

describe('the total limit', () => {
  it.each<[string, readonly Step[]]>([
    ['thinks', repeat(1000, 5000, thought)],
    ['writes', repeat(1000, 5000, text('.'))],
  ])('ends a call that %s without end', async (_, steps) => {
    const totalMinutes = limits.thinking.totalMs / minute;
    expect((await run(steps, totalMinutes - 0.01)).result).toBe('still running');
    expect((await run(steps, totalMinutes)).result).toMatchObject({ reason: 'total-timeout' });
  });

  it('is at least ten minutes for a model that thinks', () => {
    expect(limits.thinking.totalMs).toBeGreaterThanOrEqual(10 * minute);
  });
});
