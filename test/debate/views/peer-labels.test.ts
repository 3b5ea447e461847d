import { describe, expect, test } from 'vitest';
import { createTranscript } from '../../../app/cli/output/transcript.ts';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildTurnContext } from '../../../app/debate/prompting/build-turn-context.ts';
import { prepareTurns } from '../../../app/debate/prompting/prepare-turns.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { replacePeerLabels } from '../../../app/debate/views/peer-labels.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import {
  createDebateDriver,
  critique,
  proposal,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const free = { documents: [], documentTokens: 0, priceOf: () => null, outputTokensMaxOf: () => 1 };
const names: Readonly<Record<string, string>> = { a1: 'Ada', a2: 'Bela', a3: 'Cleo' };
const peers = [
  { label: 'A', agent: 'a3' },
  { label: 'B', agent: 'a1' },
];
const read = (text: string) => replacePeerLabels(text, peers, (agent) => names[agent] ?? agent);

describe('replacePeerLabels', () => {
  test.each([
    ['**Peer A** holds: “no”.', '**Peer A (Cleo)** holds: “no”.'],
    ["I follow peer B's point.", "I follow peer B (Ada)'s point."],
    ['Peers A and B agree.', 'Peers A (Cleo) and B (Ada) agree.'],
    ['Peers A, and B.', 'Peers A (Cleo), and B (Ada).'],
    ['peer A\nand more', 'peer A (Cleo)\nand more'],
  ])('adds the name to the label in %j', (text, named) => {
    expect(read(text)).toBe(named);
  });

  test.each(['Peer C is unknown.', 'A and B', 'Plan A', 'Peer Ada', 'Peerless A', 'peer-reviewed A', 'Peer'])(
    'does not change %j',
    (text) => {
      expect(read(text)).toBe(text);
    },
  );

  // With quadratic time it would take half a minute.
  test('handles long white space after a label in linear time', () => {
    const text = `Peer A${' '.repeat(200_000)}x`;
    expect(read(text)).toBe(text.replace('Peer A', 'Peer A (Cleo)'));
  }, 5000);

  test('does not change a text without known labels', () => {
    expect(replacePeerLabels('Peer A holds', [], () => 'unknown')).toBe('Peer A holds');
  });
});

/** A debate after the blind round, with its critiques started as a worker does. */
function startCritique(recorded: boolean) {
  const course = createDebateDriver();
  course.runPhase({ a1: proposal('one'), a2: proposal('two'), a3: proposal('three') });
  const { state } = course;
  if (state.phase !== 'critique') throw new Error('no critique is due');
  const due = dueTurns(state);
  const { command } = prepareTurns(state, due, free);
  const turns = command.turns.map(({ peers: known, ...turn }) =>
    recorded && known ? { ...turn, peers: known } : turn,
  );
  return { course, state, due, started: course.execute({ ...command, turns }) };
}

describe('the start of a turn', () => {
  test('records the labels of the peers in its prompt', () => {
    const { state, due, started } = startCritique(true);
    const recordedPeers = started.map(({ type, data }) => type === 'turn.started' && data.peers);
    const contexts = due.map((turn) => buildTurnContext(state, turn, []));
    expect(recordedPeers).toEqual(
      contexts.map((brief) => 'peers' in brief && brief.peers.map(({ label, agent }) => ({ label, agent }))),
    );
    expect(recordedPeers.flat()).toHaveLength(6);
  });

  test('records no labels in the blind round', () => {
    const course = createDebateDriver();
    if (course.state.phase !== 'propose') throw new Error('no proposal is due');
    const started = course.execute(prepareTurns(course.state, dueTurns(course.state), free).command);
    for (const { data } of started) expect(data).not.toHaveProperty('peers');
  });
});

test.each([true, false])('the terminal names peers only when the log has their labels: %s', (recorded) => {
  const { course } = startCritique(recorded);
  const text = 'Peer A leaves out the cost.';
  const outcome = critique({ a2: true, a3: true });
  const common = { attempt: 1, usage: { inputTokens: 1, outputTokens: 1, estimated: false }, costUsd: 0 };
  course.execute({ type: 'complete', turn: 'r1.critique.a1', text, outcome, ...common });
  const log = toStoredEvents(course.log);
  const last = log.at(-1);
  if (!last) throw new Error('the log is empty');
  const view = buildView('d1', log.map(toEnvelope));
  const shown = createTranscript({ isShort: false, formats: neutralFormats })(toEnvelope(last), view).at(-1);
  const label = view.turns
    .find(({ turn }) => turn === 'r1.critique.a1')
    ?.peers.find((one) => one.label === 'A');
  expect(label === undefined).toBe(!recorded);
  expect(shown?.text).toBe(recorded ? `Peer A (${names[label?.agent ?? '']}) leaves out the cost.` : text);
});
