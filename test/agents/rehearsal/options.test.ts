import { describe, expect, it } from 'vitest';
import { AgentFailure } from '../../../app/agents/agent.ts';
import { readRehearsalOptions } from '../../../app/agents/rehearsal/options.ts';
import { extractProse } from '../../../app/debate/prompting/prose.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { createTestRehearsal, debateSeeds, rehearse } from '../../support/agents/rehearsal.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';

describe('the rehearsal options', () => {
  it.each([
    ['speed=3', '"speed"'],
    ['fail=2', '"fail"'],
    ['fail=-0.1', '"fail"'],
    ['tps=', '"tps"'],
    ['tps=fast', '"tps"'],
    ['seed=1.5', '"seed"'],
    ['ttftMs=1&ttftMs=2', '"ttftMs"'],
    ['words=1e99', '"words"'],
  ])('reject %s with its name', (query, name) => {
    expect(readRehearsalOptions(query)).toContain(name);
  });

  it('fail the given share of attempts, chosen anew for each attempt', async () => {
    const failures = async (query: string, attempt: number) => {
      const failed: number[] = [];
      for (const seed of debateSeeds)
        await rehearse(proposeBrief({ seed, attempt }), query).catch((error: unknown) => {
          expect(error).toBeInstanceOf(AgentFailure);
          failed.push(seed);
        });
      return failed;
    };
    expect(await failures('fail=0', 1)).toEqual([]);
    expect(await failures('fail=1', 1)).toEqual(debateSeeds);
    const first = await failures('fail=0.5', 1);
    expect(first).toEqual(await failures('fail=0.5', 1));
    expect(first).not.toEqual(await failures('fail=0.5', 2));
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(22);
  });

  it('cut the stream in the middle of the text with cutoff=1', async () => {
    const whole = await rehearse(proposeBrief());
    let received = '';
    const generating = createTestRehearsal('cutoff=1').generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (textSoFar) => (received = textSoFar),
    });
    await expect(generating).rejects.toMatchObject({ reason: 'cut-off' });
    expect(received.length).toBeLessThan(whole.length);
    expect(whole.startsWith(received)).toBe(true);
  });

  it('make a turn longer or shorter', async () => {
    const words = async (query: string) =>
      extractProse(await rehearse(proposeBrief(), query)).split(/\s+/).length;
    expect(await words('words=300')).toBeGreaterThan(await words('words=100'));
  });

  it('delay the first token by ttftMs and stream tps tokens per second', async () => {
    const clock = createManualClock();
    let received = '';
    const agent = createTestRehearsal('ttftMs=300&tps=10', clock);
    const generating = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (textSoFar) => (received = textSoFar),
    });
    await clock.advanceAsync(300);
    expect(received).toBe('');
    await clock.advanceAsync(1000);
    expect(received.trim().split(/\s+/)).toHaveLength(10);
    await clock.advanceAsync(100_000);
    expect((await generating).text).toBe(received);
  });

  it('give the same text at every speed', async () => {
    expect(await rehearse(proposeBrief(), 'tps=100000')).toBe(await rehearse(proposeBrief()));
  });
});

describe('an abort', () => {
  it.each([
    ['before the first token', 100],
    ['in the middle', 1000],
  ])('%s ends the turn at once with the reason of the abort', async (_, after) => {
    const clock = createManualClock();
    const agent = createTestRehearsal('ttftMs=300&tps=10', clock);
    const controller = new AbortController();
    const generating = agent.generate(proposeBrief(), { signal: controller.signal, onText: () => {} });
    await clock.advanceAsync(after);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(generating).rejects.toBe(reason);
    expect(clock.nextInMs()).toBeNull();
  });
});
