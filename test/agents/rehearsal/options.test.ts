import { describe, expect, it } from 'vitest';
import { AgentFailure } from '../../../app/agents/agent.ts';
import { readRehearsalOptions } from '../../../app/agents/rehearsal/options.ts';
import { extractProse } from '../../../app/debate/prompting/parse-reply.ts';
import { proposeBrief } from '../../support/agents/briefs.ts';
import { createTestRehearsal, debateSeeds, rehearse } from '../../support/agents/rehearsal.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';

describe('the options', () => {
  it.each([
    ['speed=3', '"speed"'],
    ['fail=2', '"fail"'],
    ['fail=-0.1', '"fail"'],
    ['tps=', '"tps"'],
    ['tps=fast', '"tps"'],
    ['seed=1.5', '"seed"'],
    ['ttftMs=1&ttftMs=2', '"ttftMs"'],
    ['words=1e99', '"words"'],
  ])('%s is refused by name', (query, name) => {
    expect(readRehearsalOptions(query)).toContain(name);
  });

  it('fail a share of the attempts, another one at each attempt', async () => {
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

  it('cut a stream in the middle of the text', async () => {
    const whole = await rehearse(proposeBrief());
    let heard = '';
    const speaking = createTestRehearsal('cutoff=1').generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (textSoFar) => (heard = textSoFar),
    });
    await expect(speaking).rejects.toMatchObject({ reason: 'cut-off' });
    expect(heard.length).toBeLessThan(whole.length);
    expect(whole.startsWith(heard)).toBe(true);
  });

  it('make a turn longer or shorter', async () => {
    const words = async (query: string) =>
      extractProse(await rehearse(proposeBrief(), query)).split(/\s+/).length;
    expect(await words('words=300')).toBeGreaterThan(await words('words=100'));
  });

  it('set the pace: a first token after ttftMs, then tps tokens a second', async () => {
    const clock = createManualClock();
    let heard = '';
    const agent = createTestRehearsal('ttftMs=300&tps=10', clock);
    const speaking = agent.generate(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (textSoFar) => (heard = textSoFar),
    });
    await clock.advanceAsync(300);
    expect(heard).toBe('');
    await clock.advanceAsync(1000);
    expect(heard.trim().split(/\s+/)).toHaveLength(10);
    await clock.advanceAsync(100_000);
    expect((await speaking).text).toBe(heard);
  });

  it('keep the words as they are, whatever the pace', async () => {
    expect(await rehearse(proposeBrief(), 'tps=100000')).toBe(await rehearse(proposeBrief()));
  });
});

describe('an abort', () => {
  it.each([
    ['before the first token', 100],
    ['in the middle', 1000],
  ])('%s ends the turn at once, with its reason', async (_, after) => {
    const clock = createManualClock();
    const agent = createTestRehearsal('ttftMs=300&tps=10', clock);
    const controller = new AbortController();
    const speaking = agent.generate(proposeBrief(), { signal: controller.signal, onText: () => {} });
    await clock.advanceAsync(after);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(speaking).rejects.toBe(reason);
    expect(clock.nextInMs()).toBeNull();
  });
});
