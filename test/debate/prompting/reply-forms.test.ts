import { describe, expect, it } from 'vitest';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import { extractProse } from '../../../app/debate/prompting/prose.ts';
import type { TurnContext } from '../../../app/debate/prompting/turn-context.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';
import { createRandom } from '../../support/random.ts';
import { replyContexts } from './reply-contexts.ts';

const options = ['Move to events', 'Keep the batch'];
const prose = 'I would move in stages.\n\nThe load test speaks for it.';
const proposal = { claim: 'Move in stages.', choice: 'Move to events', confidence: 0.8, citations: [] };
const text = JSON.stringify(proposal, null, 2);
const fence = (body: string, tag = 'json', marks = '```') => `${prose}\n\n${marks}${tag}\n${body}\n${marks}`;
const withMember = (member: string, value: unknown) =>
  fence(JSON.stringify({ ...proposal, [member]: value }));

/** Proposals that mean the same in another form. */
const proposals: Readonly<Record<string, string>> = {
  'a fenced block': fence(text),
  'a block on one line': fence(JSON.stringify(proposal)),
  'a fence without a language': fence(text, ''),
  'a language in upper case': fence(text, 'JSON'),
  'a space before the language': fence(text, ' json'),
  'json5 as the language': fence(text, 'json5'),
  'four backticks': fence(text, 'json', '````'),
  'tildes as the fence': fence(text, 'json', '~~~'),
  'no fence': `${prose}\n\n${text}`,
  'no fence, on one line': `${prose}\n\n${JSON.stringify(proposal)}`,
  'the block alone': text,
  'a fence that is not closed': `${prose}\n\n\`\`\`json\n${text}`,
  'an indented fence': `${prose}\n\n  \`\`\`json\n${text}\n  \`\`\``,
  'CRLF line ends': fence(text).replaceAll('\n', '\r\n'),
  'text after the block': `${fence(text)}\n\nLet me know if you need more, e.g. \`kubectl\`.`,
  'another fence after the block': `${fence(text)}\n\nTry it:\n\`\`\`sh\nnpm start\n\`\`\``,
  'braces after the block': `${fence(text)}\n\nReplace {name} by yours.`,
  'braces before the block': `Replace {name} and {value}.\n\n${fence(text)}`,
  'the whole reply in a Markdown fence': `\`\`\`markdown\n${fence(text)}\n\`\`\``,
  'a JSON sample before the block': `${prose}\n\n\`\`\`json\n{"acks": "all"}\n\`\`\`\n\n${fence(text)}`,
  'a draft before the block': `${fence(text.replace('stages', 'haste'))}\n\nBetter:\n\n${fence(text)}`,
  'a draft in a thought': `<think>\`\`\`json\n{"claim": "draft"}\n\`\`\`</think>${fence(text)}`,
  'a broken draft in a thought': `<think>{"claim": "no</think>${fence(text)}`,
  'a comma after the last member': fence(text.replace(/\n\}$/, ',\n}')),
  'a comma after the last item': fence(
    text.replace('[]', '[ ]').replace('"citations"', '"more": [1,], "citations"'),
  ),
  'a line comment': fence(text.replace('{', '{ // mine')),
  'a block comment': fence(text.replace('{', '{ /* mine */')),
  'single quotes': fence(
    "{'claim': 'Move in stages.', 'choice': 'Move to events', 'confidence': 0.8, 'citations': []}",
  ),
  'typographic quotes': fence(
    '{“claim”: “Move in stages.”, “choice”: “Move to events”, “confidence”: 0.8, “citations”: []}',
  ),
  'names without quotes': fence(
    '{claim: "Move in stages.", choice: "Move to events", confidence: 0.8, citations: []}',
  ),
  'words of Python': fence(
    "{'claim': 'Move in stages.', 'choice': 'Move to events', 'confidence': 0.8, 'citations': None}",
  ),
  'a line break in a text': fence(text.replace('Move in stages.', 'Move in\nstages.')),
  'a tab in a text': fence(text.replace('Move in stages.', 'Move in\tstages.')),
  'a confidence in percent': withMember('confidence', 80),
  'a confidence with a percent sign': withMember('confidence', '80%'),
  'a confidence as a text': withMember('confidence', '0.8'),
  'a bare percentage': fence(text.replace('0.8', '80%')),
  'citations that are null': withMember('citations', null),
  'an unknown member': withMember('mood', 'good'),
  'a choice in lower case': withMember('choice', 'move to events'),
  'a choice with a full stop': withMember('choice', 'Move to events.'),
  'a choice in bold': withMember('choice', '**Move to events**'),
  'a choice in quotes': withMember('choice', '“Move to events”'),
  'a choice with its number': withMember('choice', '1. Move to events'),
  'a choice by its number': withMember('choice', 'Option 1'),
  'a choice as a number': withMember('choice', 1),
  'a choice as a digit': withMember('choice', '1'),
  'a choice with a prefix': withMember('choice', 'Option 1: Move to events'),
  'a wrapper': fence(JSON.stringify({ response: proposal })),
  'a wrapper of a wrapper': fence(JSON.stringify({ data: { reply: proposal } })),
  'a list of one': fence(JSON.stringify([proposal])),
  'JSON in a text': fence(JSON.stringify({ json: JSON.stringify(proposal) })),
  'a byte order mark': `\ufeff${fence(text)}`,
  'white space around it': `\n\n  ${fence(text)}  \n\n`,
  'escaped characters': fence(text.replace('Move in stages.', 'Move in \\u0073tages.')),
};

/** Critiques that mean the same in another form: agrees with A, not with B. */
const stance = (peer: unknown, agrees: unknown, more: object = {}) => ({
  peer,
  agrees,
  point: 'A point.',
  ...more,
});
const stances = (list: unknown, more: object = {}) => fence(JSON.stringify({ stances: list, ...more }));
const critiques: Readonly<Record<string, string>> = {
  'plain labels': stances([stance('A', true), stance('B', false)]),
  'Peer before the label': stances([stance('Peer A', true), stance('Peer B', false)]),
  'Agent before the label': stances([stance('Agent A', true), stance('Agent B', false)]),
  'labels in lower case': stances([stance('a', true), stance('peer b', false)]),
  'labels in brackets': stances([stance('(A)', true), stance('[B]', false)]),
  'labels with a colon': stances([stance('A:', true), stance('B:', false)]),
  'labels in bold': stances([stance('**A**', true), stance('**B**', false)]),
  'yes and no': stances([stance('A', 'yes'), stance('B', 'no')]),
  'truth as a text': stances([stance('A', 'true'), stance('B', 'False')]),
  'truth as a number': stances([stance('A', 1), stance('B', 0)]),
  'words of Python for truth': fence(
    "{'stances': [{'peer': 'A', 'agrees': True, 'point': 'A point.'}, " +
      "{'peer': 'B', 'agrees': False, 'point': 'A point.'}]}",
  ),
  'another order': stances([stance('B', false), stance('A', true)]),
  'a stance on an unknown peer': stances([stance('A', true), stance('B', false), stance('Z', true)]),
  'an object by label': stances({
    A: { agrees: true, point: 'A point.' },
    B: { agrees: false, point: 'A point.' },
  }),
  'an exception that is null': stances([stance('A', true, { except: null }), stance('B', false)]),
  'an exception that is empty': stances([stance('A', true, { except: '' }), stance('B', false)]),
};

const lists = {
  consensus: ['c'],
  contradictions: [],
  partialCoverage: [],
  uniqueInsights: [],
  blindSpots: [],
};
const judged = (object: object, before = prose) =>
  `${before}\n\n\`\`\`json\n${JSON.stringify(object)}\n\`\`\``;
/** Decisions with the same answer and the same list. */
const decisions: Readonly<Record<string, string>> = {
  'an answer before the block': judged(lists),
  'an answer in the block': judged({ ...lists, answer: prose }, 'Weighed.'),
  'an empty item': judged({ ...lists, contradictions: [''] }),
  'an item that is null': judged({ ...lists, blindSpots: [null] }),
  'a missing list': judged({ ...lists, blindSpots: undefined }),
  'a list that is null': judged({ ...lists, uniqueInsights: null }),
  'a text in place of a list': judged({ ...lists, consensus: 'c' }),
  'an empty text in place of a list': judged({ ...lists, contradictions: '' }),
  'a quotation with a fence in the answer': judged({ ...lists, answer: prose }, '```sh\nls\n```'),
};

/** Replies that could mean two things, or nothing. */
const refused: Readonly<Record<string, string>> = {
  'two choices': withMember('choice', 'Move to events or Keep the batch'),
  'a choice that is no option': withMember('choice', 'Wait'),
  'a number that is no option': withMember('choice', 'Option 7'),
  'a number and another option': withMember('choice', '1. Keep the batch'),
  'a confidence above 1 that is no percentage': withMember('confidence', 1.5),
  'a confidence out of ten': withMember('confidence', 8),
  'a confidence below 0': withMember('confidence', -0.2),
  'a confidence in words': withMember('confidence', 'high'),
  'no claim': fence(JSON.stringify({ ...proposal, claim: '' })),
  'no block': prose,
  'a block that is cut off': `${prose}\n\n\`\`\`json\n${text.slice(0, 40)}`,
  'an empty reply': '',
};

const outcomeOf = (reply: string, context: TurnContext) => {
  const result = parseReply(reply, context);
  return result.ok ? result.outcome : result.problem;
};

describe('a reply in a form that models use is read at once', () => {
  const { propose, critique, decide } = replyContexts(options);

  it.each(Object.entries(proposals))('a proposal with %s', (_, reply) => {
    expect(outcomeOf(reply, propose)).toMatchObject({
      phase: 'propose',
      position: { claim: 'Move in stages.', choice: 'Move to events', confidence: 0.8, citations: [] },
    });
  });

  it.each(Object.entries(critiques))('a critique with %s', (_, reply) => {
    expect(outcomeOf(reply, critique)).toEqual({
      phase: 'critique',
      stances: [
        { agent: 'a2', agrees: true, point: 'A point.' },
        { agent: 'a3', agrees: false, point: 'A point.' },
      ],
    });
  });

  it('a critique that agrees partly is agreement with an exception', () => {
    const reply = stances([stance('A', 'partly'), stance('B', true, { except: 'The date.' })]);
    expect(outcomeOf(reply, critique)).toMatchObject({
      stances: [
        { agent: 'a2', agrees: true, except: 'A point.' },
        { agent: 'a3', agrees: true, except: 'The date.' },
      ],
    });
  });

  it.each(Object.entries(decisions))('a decision with %s', (_, reply) => {
    expect(outcomeOf(reply, decide)).toMatchObject({ phase: 'decide', answer: prose, matrix: lists });
  });
});

describe('a reply that could mean two things', () => {
  it.each(Object.entries(refused))('is not read: %s', (_, reply) => {
    expect(outcomeOf(reply, replyContexts(options).propose)).toEqual(expect.any(String));
  });

  it('is answered with the place of the error', () => {
    const reply = fence('{"claim": "Move in stages.", "confidence": 0.8 "citations": []}');
    expect(outcomeOf(reply, replyContexts(options).propose)).toMatch(/near .*0\.8/);
  });
});

describe('what people see of a reply', () => {
  const shown = Object.entries(proposals).filter(
    ([name]) => !/draft|sample|alone|braces|Markdown fence|text after/.test(name),
  );
  it.each(shown)('is its prose without the block: %s', (_, reply) => {
    expect(extractProse(reply).replaceAll('\r\n', '\n').replace('\ufeff', '').trim()).toBe(prose);
  });
});

describe('the reader', () => {
  it('never throws, whatever a model writes', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      '"claim"',
      ':',
      ',',
      '"',
      "'",
      '```json\n',
      '```',
      '\n',
      '<think>',
      '</think>',
      '\\',
      '1',
      'x',
      '/*',
      '//',
    ];
    const { propose, critique, decide } = replyContexts(null);
    for (let seed = 0; seed < 3000; seed++) {
      const random = createRandom(seed);
      const length = random.below(40);
      const reply = Array.from({ length }, () => parts[random.below(parts.length)]).join('');
      for (const context of [propose, critique, decide])
        expect(() => parseReply(reply, context)).not.toThrow();
      expect(() => extractProse(reply)).not.toThrow();
    }
  });

  const hostile: Readonly<Record<string, (chars: number) => string>> = {
    'opening braces': (chars) => '{'.repeat(chars),
    'objects that never end': (chars) => '{"claim":'.repeat(chars / 9),
    'texts that never end': (chars) => `{"a "`.repeat(chars / 5),
    fences: (chars) => '```json\n'.repeat(chars / 8),
    'fences with open objects': (chars) => '```json\n{"claim": [\n'.repeat(chars / 20),
    'comments that never end': (chars) => '{/*'.repeat(chars / 3),
    'thoughts that never end': (chars) => '<think>'.repeat(chars / 7),
    'white space': (chars) => `{${' '.repeat(chars)}`,
    'escaped objects': (chars) => '{\\"claim\\": \\"a\\"}'.repeat(chars / 20),
  };
  it.each(Object.entries(hostile))('is linear in %s', (_, make) => {
    const { propose } = replyContexts(null);
    const read = (reply: string) => [parseReply(reply, propose), extractProse(reply)];
    expect(cpuGrowth(make, read)).toBeLessThanOrEqual(linearGrowthMax);
  });
});
