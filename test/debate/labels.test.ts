import { describe, expect, test } from 'vitest';
import { createNarrator } from '../../app/cli/narrate.ts';
import { briefFor } from '../../app/debate/briefs.ts';
import { envelope } from '../../app/debate/frames.ts';
import { withNames } from '../../app/debate/labels.ts';
import { next } from '../../app/debate/next.ts';
import { prepareTurns } from '../../app/debate/prepare.ts';
import { viewOf } from '../../app/debate/view.ts';
import { critique, given, propose, stored } from '../support/debate.ts';

const free = { documents: [], documentTokens: 0, priceOf: () => null, outputTokensMax: 1 };
const names: Readonly<Record<string, string>> = { a1: 'Ada', a2: 'Bela', a3: 'Cleo' };
const peers = [
  { label: 'A', agent: 'a3' },
  { label: 'B', agent: 'a1' },
];
const read = (text: string) => withNames(text, peers, (agent) => names[agent] ?? agent);

describe('a name stands behind every label', () => {
  test.each([
    ['**Peer A** holds: “no”.', '**Peer A (Cleo)** holds: “no”.'],
    ["I follow peer B's point.", "I follow peer B (Ada)'s point."],
    ['Peers A and B agree.', 'Peers A (Cleo) and B (Ada) agree.'],
    ['Peers A, and B.', 'Peers A (Cleo), and B (Ada).'],
    ['peer A\nand more', 'peer A (Cleo)\nand more'],
  ])('%j', (text, named) => {
    expect(read(text)).toBe(named);
  });

  test.each(['Peer C is unknown.', 'A and B', 'Plan A', 'Peer Ada', 'Peerless A', 'peer-reviewed A', 'Peer'])(
    '%j has none',
    (text) => {
      expect(read(text)).toBe(text);
    },
  );

  // It would take half a minute if it took the square of its length.
  test('much white space behind a label is nothing to it', () => {
    const text = `Peer A${' '.repeat(200_000)}x`;
    expect(read(text)).toBe(text.replace('Peer A', 'Peer A (Cleo)'));
  }, 5000);

  test('a turn whose labels are not known is read as it is', () => {
    expect(withNames('Peer A holds', [], () => 'nobody')).toBe('Peer A holds');
  });
});

/** The blind round is over, and the critique has been started as a worker starts it. */
function inCritique(recorded: boolean) {
  const course = given();
  course.speak({ a1: propose('one'), a2: propose('two'), a3: propose('three') });
  const { state } = course;
  if (state.phase !== 'critique') throw new Error('no critique is due');
  const due = next(state);
  const { command } = prepareTurns(state, due, free);
  const turns = command.turns.map(({ peers: known, ...turn }) =>
    recorded && known ? { ...turn, peers: known } : turn,
  );
  return { course, state, due, started: course.when({ ...command, turns }) };
}

describe('the start of a turn', () => {
  test('says whom its prompt calls by which label', () => {
    const { state, due, started } = inCritique(true);
    const said = started.map(({ type, data }) => type === 'turn.started' && data.peers);
    const asked = due.map((turn) => briefFor(state, turn, []));
    expect(said).toEqual(
      asked.map((brief) => 'peers' in brief && brief.peers.map(({ label, agent }) => ({ label, agent }))),
    );
    expect(said.flat()).toHaveLength(6);
  });

  test('says nothing of it in the blind round, where there are none', () => {
    const course = given();
    if (course.state.phase !== 'propose') throw new Error('no proposal is due');
    const started = course.when(prepareTurns(course.state, next(course.state), free).command);
    for (const { data } of started) expect(data).not.toHaveProperty('peers');
  });
});

test.each([true, false])('the terminal names the peers, where the log says who they are: %s', (recorded) => {
  const { course } = inCritique(recorded);
  const text = 'Peer A leaves out the cost.';
  const outcome = critique({ a2: true, a3: true });
  const common = { attempt: 1, usage: { inputTokens: 1, outputTokens: 1, estimated: false }, costUsd: 0 };
  course.when({ type: 'complete', turn: 'r1.critique.a1', text, outcome, ...common });
  const log = stored(course.log);
  const last = log.at(-1);
  if (!last) throw new Error('the log is empty');
  const view = viewOf('d1', log.map(envelope));
  const shown = createNarrator()(envelope(last), view).at(-1);
  const label = view.turns
    .find(({ turn }) => turn === 'r1.critique.a1')
    ?.peers.find((one) => one.label === 'A');
  expect(label === undefined).toBe(!recorded);
  expect(shown?.text).toBe(recorded ? `Peer A (${names[label?.agent ?? '']}) leaves out the cost.` : text);
});
