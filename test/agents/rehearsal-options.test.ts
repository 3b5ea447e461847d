import { describe, expect, it } from 'vitest';
import { AgentFailure } from '../../app/agents/agent.ts';
import { readRehearsalOptions } from '../../app/agents/rehearsal/options.ts';
import { prose } from '../../app/debate/speech.ts';
import { proposeBrief } from '../support/briefs.ts';
import { createMovedClock } from '../support/moved-clock.ts';
import { rehearsalOf, rehearse, seeds } from '../support/rehearse.ts';

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
      for (const seed of seeds)
        await rehearse(proposeBrief({ seed, attempt }), query).catch((error: unknown) => {
          expect(error).toBeInstanceOf(AgentFailure);
          failed.push(seed);
        });
      return failed;
    };
    expect(await failures('fail=0', 1)).toEqual([]);
    expect(await failures('fail=1', 1)).toEqual(seeds);
    const first = await failures('fail=0.5', 1);
    expect(first).toEqual(await failures('fail=0.5', 1));
    expect(first).not.toEqual(await failures('fail=0.5', 2));
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(22);
  });

  it('cut a stream in the middle of the text', async () => {
    const whole = await rehearse(proposeBrief());
    let heard = '';
    const speaking = rehearsalOf('cutoff=1').speak(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (piece) => (heard += piece),
    });
    await expect(speaking).rejects.toMatchObject({ reason: 'cut-off' });
    expect(heard.length).toBeLessThan(whole.length);
    expect(whole.startsWith(heard)).toBe(true);
  });

  it('make a turn longer or shorter', async () => {
    const words = async (query: string) => prose(await rehearse(proposeBrief(), query)).split(/\s+/).length;
    expect(await words('words=300')).toBeGreaterThan(await words('words=100'));
  });

  it('set the pace: a first token after ttftMs, then tps tokens a second', async () => {
    const clock = createMovedClock();
    let heard = '';
    const agent = rehearsalOf('ttftMs=300&tps=10', clock);
    const speaking = agent.speak(proposeBrief(), {
      signal: new AbortController().signal,
      onText: (piece) => (heard += piece),
    });
    await clock.pass(300);
    expect(heard).toBe('');
    await clock.pass(1000);
    expect(heard.trim().split(/\s+/)).toHaveLength(10);
    await clock.pass(100_000);
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
    const clock = createMovedClock();
    const agent = rehearsalOf('ttftMs=300&tps=10', clock);
    const controller = new AbortController();
    const speaking = agent.speak(proposeBrief(), { signal: controller.signal, onText: () => {} });
    await clock.pass(after);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(speaking).rejects.toBe(reason);
    expect(clock.nextIn()).toBeNull();
  });
});
