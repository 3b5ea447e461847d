import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPrompt, type Prompt } from '../../../app/agents/prompts.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Position, SeatRole } from '../../../app/debate/core/events.ts';
import { countDocumentTokens } from '../../../app/debate/cost/document-tokens.ts';
import { computeReservation, promptTokensMax } from '../../../app/debate/cost/reservation.ts';
import { maxTextTokens } from '../../../app/debate/cost/token-bounds.ts';
import { prepareDocuments } from '../../../app/debate/prompting/documents.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { estimatePartialUsage } from '../../../app/worker/usage.ts';
import {
  position as held,
  ownTurns,
  peer,
  proposeBrief,
  reviseBrief,
  shownCompletely,
} from '../../support/agents/briefs.ts';

const { outputTokensMax } = profile('production').agents;
const noPause = async () => {};

const tokensIn = ({ system, messages }: Prompt): number =>
  maxTextTokens(system + messages.map(({ content }) => content).join(''));

/** The tokens of the prompt, and their upper bound. */
async function countPrompt(brief: TurnContext, evidenceCharsMax: number) {
  const { max } = await countDocumentTokens(brief.documents, evidenceCharsMax, noPause);
  const shortened = {
    ...brief,
    documents: await prepareDocuments(
      brief.documents,
      { question: brief.question },
      evidenceCharsMax,
      noPause,
    ),
  };
  return {
    is: tokensIn(createPrompt(shortened)),
    atMost: promptTokensMax(shortened, { documentTokens: max, outputTokensMax }),
  };
}

const units = ['one', 'x', '7', '字', '大きさ', 'Größe', '🙂', '"', '\\', '\n', '\n\n', ' ', '…', '\ud800'];
const words = fc.array(fc.constantFrom(...units), { maxLength: 30 }).map((all) => all.join(''));
/** Lists, tables, tiny paragraphs: a few units over and over. */
const longText = fc
  .tuple(fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 4 }), fc.nat(600))
  .chain(([some, times]) =>
    fc.constantFrom('', ' ', '\n', '\n\n').map((seam) => Array(times).fill(some.join(seam)).join(seam)),
  );
const documents = fc
  .array(fc.tuple(words, fc.oneof(words, longText)), { maxLength: 20 })
  .map((all) => all.map(([name, text], index) => ({ id: `E${index + 1}`, name, text, shown: text })));

const confidence = fc.double({ min: 0, max: 1, noNaN: true });
const citation = fc.record({ evidence: words, quote: words, found: fc.boolean() });
const position: fc.Arbitrary<Position> = fc.record(
  {
    claim: words,
    choice: words,
    confidence,
    reason: words,
    citations: fc.array(citation, { maxLength: 5 }),
    changed: fc.boolean(),
    changedBecause: words,
  },
  { requiredKeys: ['claim', 'confidence', 'citations', 'changed'] },
);
const labels = 'ABCDEFGH';
const peers = fc
  .array(fc.tuple(fc.array(position, { minLength: 1, maxLength: 4 }), longText), { maxLength: labels.length })
  .map((all) =>
    all.map(([positions, reasons], index) => ({
      label: labels[index] ?? '',
      agent: `a${index}`,
      positions,
      reasons,
    })),
  );
const own = fc.record({ position, reasons: longText, critique: fc.oneof(fc.constant(''), longText) });
const remark = fc.record(
  {
    from: fc.constantFrom(...labels),
    about: fc.constantFrom('you', ...labels),
    agrees: fc.boolean(),
    point: words,
    except: words,
  },
  { requiredKeys: ['from', 'about', 'agrees', 'point'] },
);
const roles: readonly SeatRole[] = ['advocate', 'evidence-checker', 'judge', 'member'];
const common = fc.record({
  turn: fc.constant('r1.critique.a1'),
  attempt: fc.constant(1),
  round: fc.nat(4),
  question: words,
  options: fc.option(fc.array(words, { minLength: 2, maxLength: 12 })),
  role: fc.constantFrom(...roles),
  documents,
  date: fc.constantFrom(null, '2026-11-30'),
  notes: fc.oneof(fc.array(words, { maxLength: 3 }), fc.array(words, { minLength: 50, maxLength: 200 })),
  seed: fc.nat(),
  debateSeed: fc.nat(),
  omissions: fc.constant([]),
  repair: fc.constant(null),
});
const remarks = fc.array(remark, { maxLength: 56 });
const phases: fc.Arbitrary<(given: Omit<TurnContext, 'phase'>) => TurnContext> = fc.oneof(
  fc.constant((given: Omit<TurnContext, 'phase'>): TurnContext => ({ ...given, phase: 'propose' })),
  fc.tuple(own, peers).map(
    ([knownOwn, knownPeers]) =>
      (given: Omit<TurnContext, 'phase'>): TurnContext => ({
        ...given,
        phase: 'critique',
        own: knownOwn,
        peers: knownPeers,
      }),
  ),
  fc.tuple(own, peers, remarks).map(
    ([knownOwn, knownPeers, knownRemarks]) =>
      (given: Omit<TurnContext, 'phase'>): TurnContext => ({
        ...given,
        phase: 'revise',
        own: knownOwn,
        peers: knownPeers,
        remarks: knownRemarks,
      }),
  ),
  fc.tuple(peers, remarks, fc.constantFrom('vote', 'judge'), fc.option(words), fc.boolean()).map(
    ([knownPeers, knownRemarks, decidedBy, choice, agreed]) =>
      (given: Omit<TurnContext, 'phase'>): TurnContext => ({
        ...given,
        phase: 'decide',
        peers: knownPeers,
        remarks: knownRemarks,
        decidedBy,
        choice,
        agreed,
      }),
  ),
);
const anyBrief = fc.tuple(common, phases).map(([given, inPhase]) => inPhase(given));
const noQuote = { evidence: '', quote: '', found: false };
const silentPeer = (label: string) => ({ ...peer(label, 'a1', held('')), reasons: '' });
const silent = (position: Position) => ownTurns(position, { reasons: '' });
const evidenceChars = fc.constantFrom(100, 1000, 10_000);

describe('the reservation for a turn', () => {
  test('is never below its prompt', async () => {
    await fc.assert(
      fc.asyncProperty(anyBrief, evidenceChars, async (brief, evidenceCharsMax) => {
        const { is, atMost } = await countPrompt(brief, evidenceCharsMax);
        expect(atMost).toBeGreaterThanOrEqual(is);
      }),
      { seed: 20_260_321, numRuns: 150 },
    );
  });

  const revising = {
    ...reviseBrief({ documents: [], question: '' }),
    own: silent(held('')),
    peers: [],
    remarks: [],
  };
  const empty = { id: 'E1', name: '', text: '', shown: '' };
  test.each<[string, TurnContext, number]>([
    ['peers', { ...revising, peers: [...labels].map(silentPeer) }, 100],
    [
      'remarks',
      { ...revising, remarks: Array(56).fill({ from: 'A', about: 'B', agrees: false, point: '' }) },
      100,
    ],
    ['notes', { ...revising, notes: Array(50).fill('') }, 100],
    ['documents', { ...revising, documents: Array(20).fill(empty) }, 100],
    ['omitted documents', { ...revising, documents: Array(20).fill({ ...empty, text: 'xxxxxx' }) }, 0],
    ['citations', { ...revising, own: silent(held('', { citations: Array(40).fill(noQuote) })) }, 100],
  ])('is never below a prompt with many empty %s', async (_, brief, evidenceCharsMax) => {
    const { is, atMost } = await countPrompt(brief, evidenceCharsMax);
    expect(atMost).toBeGreaterThanOrEqual(is);
  });

  test('is never below both calls when the second repairs a reply of maximum length', async () => {
    const text = 'x'.repeat(outputTokensMax * 3);
    const options = Array.from({ length: 12 }, (_, index) => `${'大'.repeat(299)}${index}`);
    const problem = `"choice" must be one of: ${options.join(' | ')}`;
    const brief = proposeBrief({ options });
    const { is, atMost } = await countPrompt(brief, 10_000);
    const second = createPrompt({ ...brief, repair: { text, problem } });
    const { tokens } = computeReservation(atMost, null, outputTokensMax);
    expect(tokens).toBeGreaterThanOrEqual(is + tokensIn(second) + 2 * outputTokensMax);
  });

  test('covers the estimate for calls that ended without a usage report', () => {
    const asked = { promptTokens: 5000, outputTokensMax };
    const wide = '大'.repeat(outputTokensMax);
    const both = [null, { text: wide, problem: 'none' }].map((repair) =>
      estimatePartialUsage(asked, repair, wide),
    );
    const spent = both.reduce((sum, usage) => sum + usage.inputTokens + usage.outputTokens, 0);
    expect(spent).toBeLessThanOrEqual(computeReservation(asked.promptTokens, null, outputTokensMax).tokens);
  });

  test.each([
    ['a list with blank lines', ['- one more thing to say', '- nothing of note here']],
    ['paragraphs of two letters', ['one', 'zz']],
    ['short paragraphs with Chinese text', ['one', '字']],
  ])('is never below the prompt of long evidence: %s', async (_, lines) => {
    const { evidenceCharsMax } = profile('production').agents;
    const text = Array.from({ length: 40_000 }, (_, index) => lines[index % 2]).join('\n\n');
    const brief = proposeBrief({
      question: 'Which one?',
      documents: shownCompletely([{ id: 'E1', name: 'log.txt', text }]),
    });
    const { is, atMost } = await countPrompt(brief, evidenceCharsMax);
    expect(atMost).toBeGreaterThanOrEqual(is);
  });
});

test('counting documents yields to other work after each document', async () => {
  const texts = ['short', 'a word '.repeat(1000), '大'.repeat(1000)];
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  const documentsOf = texts.map((text, index) => ({ id: `E${index + 1}`, name: 'n', text }));
  await countDocumentTokens(documentsOf, 100, pause);
  expect(pauses).toBe(texts.length);
});
