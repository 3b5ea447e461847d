import { describe, expect, it } from 'vitest';
import { extractSentences, rankSentences } from '../../app/agents/retrieve.ts';
import { extractTerms } from '../../app/debate/prompting/terms.ts';
import { cpuGrowth, linearGrowthMax } from '../support/cpu-growth.ts';
import { repeatedUnits } from '../support/documents.ts';

const sentences = (text: string) =>
  extractSentences({ id: 'E1', name: 'n', text }).map((sentence) => sentence.text);

describe('extractSentences', () => {
  it('returns whole sentences across line breaks, without Markdown markers', () => {
    const text = [
      '# A heading of some length that is not a sentence.',
      'The first sentence goes over the end of',
      'its line and ends here. The second one, e.g. this one, is not torn at an abbreviation.',
      '- A list item is a sentence of its own, if it ends like one.',
      '> A quotation keeps its words and loses its marker.',
    ].join('\n');
    expect(sentences(text)).toEqual([
      'The first sentence goes over the end of its line and ends here.',
      'The second one, e.g. this one, is not torn at an abbreviation.',
      'A list item is a sentence of its own, if it ends like one.',
      'A quotation keeps its words and loses its marker.',
    ]);
  });

  it.each([
    ['a question', 'Would a reader ever want to quote this as a piece of evidence?'],
    ['a table', '| A cell of a table with a number of words | and another one with 17. |'],
    ['code', '```\nconst answer = computeTheAnswerToEverything(42).toString();\nThat is all of it.\n```'],
    ['a fragment', 'without a full stop this is only a part of something larger'],
    ['a link', 'More on this can be found at https://example.com/with/a/long/path.html today.'],
    ['unclosed emphasis', 'The bold part of this sentence **begins here and never comes to an end.'],
    ['a short sentence', 'Too short.'],
  ])('omits %s', (_, text) => {
    expect(sentences(text)).toEqual([]);
  });

  it('returns each sentence once', () => {
    const twice = 'This sentence stands in the document more than once.';
    expect(sentences(`${twice} ${twice}\n\n${twice}`)).toEqual([twice]);
  });
});

describe('rankSentences', () => {
  it('ranks the sentence with the rare words of the question first', () => {
    const document = {
      id: 'E1',
      name: 'n',
      text: [
        'The deploys of the team are slow and the team knows that they are slow.',
        'The team has a canteen, and the team likes the food that it has there.',
        'Rollbacks of the payment service happened in four of the eleven weeks.',
      ].join('\n\n'),
    };
    const [best] = rankSentences(
      extractSentences(document),
      extractTerms('How often was the payment service rolled back?'),
    );
    expect(best?.sentence.text).toContain('payment service');
    expect(best?.score).toBeGreaterThan(0);
  });
});

describe('reading a document takes CPU time linear in its size', () => {
  it.each(Object.entries(repeatedUnits))('%s', (_, unit) => {
    const make = (chars: number) => unit.repeat(Math.ceil(chars / unit.length));
    expect(cpuGrowth(make, sentences)).toBeLessThanOrEqual(linearGrowthMax);
  });
});
