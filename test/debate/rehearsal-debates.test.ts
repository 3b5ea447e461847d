import { describe, expect, it } from 'vitest';
import { verifyRecord } from '../../app/cli/verify-record.ts';
import type {
  DeadlineKind,
  DebateEvent,
  DebateSettings,
  PresetName,
  StopReason,
} from '../../app/debate/core/events.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { createPanel, defaultQuorum, presetNames, presets } from '../../app/debate/core/presets.ts';
import { dueTimeOf } from '../../app/debate/core/settings.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { createSigner } from '../../app/http/records/signer.ts';
import { linkEvents } from '../../app/store/hash-chain.ts';
import { question } from '../support/agents/briefs.ts';
import { settings } from '../support/debates/debate-driver.ts';
import { type Execute, rehearseDebate } from '../support/debates/rehearse-debate.ts';
import { createRandom, type Random } from '../support/random.ts';

/** The long form runs 1000: ROSTRUM_TEST_DEBATES=1000. */
const debatesPerPreset = Number(process.env.ROSTRUM_TEST_DEBATES ?? 20);

const options = ['Split it', 'Keep it', 'Wait'];
const checklist = ['Names who pays for the split', 'Gives the cost of failed deploys', 'Has a date'];

/** A whole debate between rehearsal agents that fail now and then. */
function rehearseSeed(seed: number, preset: PresetName) {
  const random = createRandom(seed);
  const initial = randomSettings(seed, preset, random);
  const fail = random.pick([0, 0, 0.05, 0.5]);
  return rehearseDebate(initial, { seed, fail, interrupt: (execute) => interrupt(execute, random, initial) });
}

function randomSettings(seed: number, preset: PresetName, random: Random): DebateSettings {
  const seats = preset === 'duel' ? 2 : 2 + random.below(4);
  const panel = createPanel(
    presets[preset],
    Array.from({ length: seats }, () => ({})),
    'rehearsal',
  );
  return settings({
    preset,
    question,
    panel,
    quorum: defaultQuorum(panel),
    rounds: random.below(4),
    seed,
    ...(presets[preset].needsChecklist
      ? { checklist }
      : random.pick([{}, {}, { options }, { options }, { number: { unit: 'weeks', tolerance: 0.2 } }])),
    ...(random.next() < 0.1 && { budget: { usd: random.pick([0.1, 0.2, 0.4, 0.8]) } }),
  });
}

function interrupt(execute: Execute, random: Random, initial: DebateSettings): void {
  const chance = random.next();
  if (chance < 0.02) execute({ type: 'conclude', by: 'a person' });
  else if (chance < 0.04) {
    const deadline = random.pick<DeadlineKind>(['decide', 'end']);
    execute({ type: 'expire', deadline, dueAt: dueTimeOf(initial, deadline) });
  } else if (chance < 0.05) execute({ type: 'abandon', takeovers: 5 });
}

const signer = createSigner('a secret for tests');

/** The checks of `rostrum verify` that do not pass. */
function failedChecks(log: readonly DebateEvent[]): readonly string[] {
  const at = '2026-01-01T00:00:00.000Z';
  const links = linkEvents({ seq: 0, hash: '0'.repeat(64) }, log, at);
  const stored = log.map((event, index) => ({ ...event, debate: 'd1', at, ...link(links[index]) }));
  const record = buildRecord(stored);
  if (!record) return ['no record'];
  if (record.number && record.minority.map(({ agent }) => agent).join() !== record.number.outliers.join())
    return ['the minority of a numeric question differs from its outliers'];
  const results = verifyRecord({
    record: JSON.stringify(signer.sign(record)),
    events: stored.map((event) => `${JSON.stringify(toEnvelope(event))}\n`).join(''),
    keyId: signer.key.keyId,
  });
  return results.flatMap(({ status, subject, message }) =>
    status === 'pass' ? [] : `${subject}: ${message}`,
  );
}

function link(found: { readonly seq: number; readonly hash: string } | undefined) {
  if (!found) throw new Error('an event without a link');
  return { seq: found.seq, hash: found.hash };
}

describe.each(presetNames)(`${debatesPerPreset} rehearsed debates with failures, preset %s`, (preset) => {
  it('all end for every reason there is, and every record verifies', async () => {
    const stops = new Set<StopReason | 'cancelled'>();
    for (let seed = 1; seed <= debatesPerPreset; seed++) {
      const log = await rehearseSeed(seed, preset);
      const last = log.at(-1);
      if (last?.type === 'debate.decided' || last?.type === 'debate.failed') stops.add(last.data.stopReason);
      expect(failedChecks(log), `seed ${seed}`).toEqual([]);
    }
    const always: readonly StopReason[] = ['agreed', 'concluded'];
    const often: readonly StopReason[] = ['budget', 'deadline', 'quorum-lost', 'takeovers'];
    const expected = debatesPerPreset < 1000 ? always : [...always, ...often];
    expect([...stops]).toEqual(expect.arrayContaining([...expected]));
  }, 120_000);
});
