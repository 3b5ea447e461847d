import { describe, expect, it } from 'vitest';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { ownTurns, peer, position, shownCompletely } from '../../support/agents/briefs.ts';

const documents = shownCompletely([
  { id: 'E1', name: 'notes.md', text: 'Deploys take **forty** minutes — “far too long”, said Ana.' },
]);
const common = {
  turn: 'r1.revise.a1',
  attempt: 1,
  round: 1,
  question: 'Split?',
  options: null,
  role: 'advocate' as const,
  documents,
  date: null,
  notes: [],
  seed: 1,
  debateSeed: 1,
  omissions: [],
  repair: null,
};
const peers = [peer('A', 'a3', position('Keep it.')), peer('B', 'a2', position('Split billing.'))];
const propose: TurnContext = { ...common, phase: 'propose' };
const closed: TurnContext = { ...common, options: ['Yes', 'No'], phase: 'propose' };
const critique: TurnContext = { ...common, phase: 'critique', own: ownTurns(position('x')), peers };
const revise: TurnContext = { ...common, phase: 'revise', own: ownTurns(position('x')), peers, remarks: [] };

const byJudge = { decidedBy: 'judge', choice: null, agreed: false } as const;

const reply = (data: unknown) => `I think so.\n\n\`\`\`json\n${JSON.stringify(data)}\n\`\`\``;
const claim = { claim: 'Split it.', confidence: 0.6, citations: [] };
const stances = [
  { peer: 'Peer A', agrees: true, point: 'yes' },
  { peer: 'b', agrees: false, point: 'no' },
];

describe('parseReply', () => {
  it('checks each quote against its document, ignoring typography', () => {
    const citations = [
      { evidence: 'e1', quote: 'Deploys take forty minutes - "far too long"' },
      { evidence: 'E1', quote: 'Deploys take four minutes' },
    ];
    expect(parseReply(reply({ ...claim, citations }), propose)).toMatchObject({
      outcome: { position: { citations: [{ evidence: 'E1', found: true }, { found: false }] } },
    });
  });

  it('resolves the labels of peers to their seats', () => {
    expect(parseReply(reply({ stances }), critique)).toMatchObject({
      outcome: {
        stances: [
          { agent: 'a3', agrees: true },
          { agent: 'a2', agrees: false },
        ],
      },
    });
  });

  it.each([
    ['no block', 'I think so.', 'no JSON object with "claim"'],
    ['broken JSON', 'x ```json {"claim": ```', 'cannot be read at line 1, column 21, near'],
    ['a missing member', reply({ confidence: 1 }), '"claim"'],
    ['confidence beyond 1', reply({ ...claim, confidence: 7 }), 'from 0 to 1'],
  ])('describes the problem of %s', (_, text, problem) => {
    expect(parseReply(text, propose)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it('accepts only the options of a closed question, ignoring case and white space', () => {
    expect(parseReply(reply({ ...claim, choice: ' yes ' }), closed)).toMatchObject({
      outcome: { position: { choice: 'Yes' } },
    });
    expect(parseReply(reply({ ...claim, choice: 'Maybe' }), closed)).toMatchObject({ ok: false });
  });

  it('rejects a change of position without a reason', () => {
    expect(parseReply(reply({ ...claim, stances, changed: true }), revise)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('changedBecause'),
    });
  });

  it('turns every text that prompts quote in a line into a single line', () => {
    const lines = 'One.\nThen: two.';
    const position = { ...claim, claim: lines, reason: lines, changed: true, changedBecause: lines };
    const remarks = stances.map((stance) => ({ ...stance, agrees: true, point: lines, except: lines }));
    const line = 'One. Then: two.';
    expect(parseReply(reply({ ...position, stances: remarks }), revise)).toMatchObject({
      outcome: {
        position: { claim: line, reason: line, changedBecause: line },
        stances: [
          { point: line, except: line },
          { point: line, except: line },
        ],
      },
    });
  });

  it('takes partial agreement as agreement with an exception', () => {
    const partly = stances.map((stance) => ({ ...stance, agrees: 'partly', point: 'Not at once.' }));
    expect(parseReply(reply({ stances: partly }), critique)).toMatchObject({
      outcome: { stances: [{ agrees: true, except: 'Not at once.' }, { agrees: true }] },
    });
  });

  it('parses a valid block after an invalid one', () => {
    const repaired = `Prose.\n\`\`\`json\n{"claim": }\n\`\`\`\n\n${reply(claim)}`;
    expect(parseReply(repaired, propose)).toMatchObject({ ok: true });
  });

  it('parses an answer that contains fences', () => {
    const answer = 'Do this:\n```json\n{"a":1}\n```\nand stop.';
    const empty = {
      consensus: [],
      contradictions: [],
      partialCoverage: [],
      uniqueInsights: [],
      blindSpots: [],
    };
    const judge: TurnContext = { ...common, phase: 'decide', peers, remarks: [], ...byJudge };
    expect(parseReply(reply({ ...empty, answer }), judge)).toMatchObject({ outcome: { answer } });
  });
});

describe('the block of a judge', () => {
  const judge: TurnContext = { ...common, phase: 'decide', peers, remarks: [], ...byJudge };
  const lists = {
    consensus: [],
    contradictions: [],
    partialCoverage: [],
    uniqueInsights: [],
    blindSpots: [],
  };

  it('names seats by the labels of peers, and ignores labels that do not exist', () => {
    const members = {
      ...lists,
      groups: [['A', 'peer b', 'Z'], ['Y']],
      adopts: ['b', 'b'],
      rejects: [
        { peer: 'A', because: 'E1 is silent.' },
        { peer: 'Z', because: 'none' },
      ],
      moved: ['A'],
      withoutDebate: { answer: 'Keep it.', effect: 'Refined' },
    };
    expect(parseReply(reply(members), judge)).toMatchObject({
      outcome: {
        answer: 'I think so.',
        comparison: {
          groups: [['a3', 'a2'], []],
          adopts: ['a2'],
          rejects: [{ agent: 'a3', because: 'E1 is silent.' }],
          moved: ['a3'],
        },
        withoutDebate: { answer: 'Keep it.', effect: 'refined' },
      },
    });
  });

  it('may leave the comparison out', () => {
    const parsed = parseReply(reply(lists), judge);
    expect(parsed).toMatchObject({ outcome: { answer: 'I think so.' } });
    expect(parsed).not.toHaveProperty('outcome.comparison');
    expect(parsed).not.toHaveProperty('outcome.withoutDebate');
  });

  it('has no choice when the vote decides', () => {
    const byVote = { ...judge, options: ['Yes', 'No'], decidedBy: 'vote', choice: 'Yes' } as const;
    expect(parseReply(reply({ ...lists, choice: 'No' }), byVote)).not.toHaveProperty('outcome.choice');
    const decides = { ...judge, options: ['Yes', 'No'] };
    expect(parseReply(reply({ ...lists, choice: 'no' }), decides)).toMatchObject({
      outcome: { choice: 'No' },
    });
    expect(parseReply(reply(lists), decides)).toMatchObject({ ok: false });
  });

  it('can hold the answer when there is no prose, as a repair must, which is a block alone', () => {
    const blockOf = (members: object) => reply(members).replace('I think so.', '').trimStart();
    expect(parseReply(blockOf(lists), judge)).toMatchObject({
      problem: expect.stringContaining('add it to the block as "answer"'),
    });
    const repaired = `${blockOf(lists)}\n\n${blockOf({ ...lists, answer: 'Split it.' })}`;
    expect(parseReply(repaired, judge)).toMatchObject({ outcome: { answer: 'Split it.' } });
  });

  it.each([
    [{ withoutDebate: { answer: 'Keep it.', effect: 'better' } }, '"effect" must be one of'],
    [{ groups: 'A' }, '"groups" must be a list'],
    [{ adopts: { A: true } }, '"adopts" must be a list'],
    [{ rejects: [{ peer: 'A' }] }, '"because"'],
  ])('is refused with %j', (members, problem) => {
    expect(parseReply(reply({ ...lists, ...members }), judge)).toMatchObject({
      problem: expect.stringContaining(problem),
    });
  });
});
