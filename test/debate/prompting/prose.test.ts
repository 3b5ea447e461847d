import { describe, expect, test } from 'vitest';
import { extractProse } from '../../../app/debate/prompting/prose.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const json = (members: string) => `\`\`\`json\n${members}\n\`\`\``;
const block = json('{\n  "claim": "Split it.",\n  "confidence": 0.7\n}');
const critique = json('{ "stances": [{ "peer": "A", "agrees": true, "point": "Use ```sh fences." }] }');
const judgement = json('{ "consensus": [], "citations": [] }');
const sample = json('{ "acks": "all" }');
const shell = '```sh\nls -l\n```';

describe('the prose of a finished reply', () => {
  test.each([
    ['is all of it but the block', `Yes.\n\nBecause.\n\n${block}`, 'Yes.\n\nBecause.'],
    ['is empty when there is only a block', block, ''],
    ['omits the block of a critique, with fences in its strings', `Yes.\n\n${critique}`, 'Yes.'],
    ['omits the block of a judge', `Yes.\n\n${judgement}\n`, 'Yes.'],
    ['is all of a reply without a block', 'Yes. {"claim": "no block"}', 'Yes. {"claim": "no block"}'],
    ['keeps a sample of JSON at its start', `${sample}\n\nYes.\n\n${block}`, `${sample}\n\nYes.`],
    ['keeps a sample in the middle', `Set:\n\n${sample}\n\nYes.\n\n${block}`, `Set:\n\n${sample}\n\nYes.`],
    ['keeps a sample right before the block', `Set:\n\n${sample}\n\n${block}`, `Set:\n\n${sample}`],
    ['keeps other samples', `Run:\n\n${shell}\n\nYes.\n\n${block}`, `Run:\n\n${shell}\n\nYes.`],
    ['keeps a sample in tildes', `~~~\nls\n~~~\n\nYes.\n\n${block}`, '~~~\nls\n~~~\n\nYes.'],
    ['omits the block after a sample that is not closed', `\`\`\`sh\nls\n\n${block}`, '```sh\nls'],
    ['omits both blocks of a repaired reply', `Yes.\n\n${json('{ "claim": }')}\n\n${block}`, 'Yes.'],
    ['keeps a sample in a repaired reply', `${sample}\n\n${json('{ "claim": }')}\n\n${block}`, sample],
    ['keeps what follows the block', `Yes.\n\n${block}\n\nThat is all.`, 'Yes.\n\nThat is all.'],
    ['omits a block without a closing fence', `Yes.\n\n${block.slice(0, -4)}`, 'Yes.'],
    ['omits a block that is closed in its last line', 'Yes.\n\n```json\n{"claim": "x"}```', 'Yes.'],
    ['omits an indented block', `Yes.\n\n  ${block.replaceAll('\n', '\n  ')}`, 'Yes.'],
    ['omits a block in CRLF lines', `Yes.\r\n\r\n${block.replaceAll('\n', '\r\n')}\r\n`, 'Yes.'],
    ['omits a block with an upper-case fence', `Yes.\n\n${block.replace('json', 'JSON')}`, 'Yes.'],
    ['omits a block in longer fences', `Yes.\n\n\`${block}\``, 'Yes.'],
    ['omits thinking', `<think>\nHm. ${block}\n</think>\n\nYes.\n\n${block}`, 'Yes.'],
    ['omits several thoughts', `<thinking>a</thinking>\n<Thought>b</Thought>Yes.\n\n${block}`, 'Yes.'],
    ['omits thinking that does not end', `<think>\nHm.\n\n${block}`, ''],
    [
      'keeps tags after the thinking',
      `<think>a</think>\n\nThe <reasoning> tag.\n\n${block}`,
      'The <reasoning> tag.',
    ],
    ['keeps other tags', `<b>Yes.</b>\n\n${block}`, '<b>Yes.</b>'],
  ])('%s', (_, reply, prose) => {
    expect(extractProse(reply)).toBe(prose);
  });
});

describe('the prose of a streaming reply', () => {
  test.each([
    ['with a block', `Yes, \`now\`.\n\n- a\n- b\n\n${block}`],
    ['with a block that has fences in its strings', `Yes.\n\n${critique}`],
    ['with a sample of code', `Run:\n\n${shell}\n\nYes.\n\n${block}`],
    ['with thinking', `<think>\nHm, a thought.\n</think>\n\nYes.\n\n${block}`],
    ['in CRLF lines', `Yes.\r\n\r\nNo.\r\n\r\n${block.replaceAll('\n', '\r\n')}`],
    ['that is repaired', `Yes.\n\n${json('{ "claim": }')}\n\n${block}`],
  ])('only grows, and never has a part of the block: a reply %s', (_, reply) => {
    const prose = extractProse(reply);
    let longest = '';
    for (let end = 0; end <= reply.length; end++) {
      const shown = extractProse(reply.slice(0, end));
      expect(prose.startsWith(shown), shown).toBe(true);
      expect(shown.length, shown).toBeGreaterThanOrEqual(longest.trimEnd().length - 3);
      longest = shown;
    }
    expect(longest).toBe(prose);
  });

  test('has a sample of JSON at the latest when more prose follows', () => {
    expect(extractProse(`Set:\n\n${sample}\n\nT`)).toBe(`Set:\n\n${sample}\n\nT`);
    expect(extractProse(`Set:\n\n${sample}\n\nThen.\n\n\`\`\`js`)).toBe(`Set:\n\n${sample}\n\nThen.`);
  });

  test.each(['`', '``', '```', '```j', '```js', '```jso', '``` JS'])(
    'omits %s, the start of a fence',
    (tail) => {
      expect(extractProse(`Yes.\n\n${tail}`)).toBe('Yes.');
    },
  );

  test('keeps code at the end of a line and the end of a sample', () => {
    expect(extractProse('Use `map`')).toBe('Use `map`');
    expect(extractProse(`Run:\n\n${shell}`)).toBe(`Run:\n\n${shell}`);
  });

  test.each(['<', '<th', '<think', '<think>', '<think>Hm', '<think>Hm</thi'])('omits %s', (start) => {
    expect(extractProse(start)).toBe('');
  });
});

describe('finding the prose takes linear time in', () => {
  const repeated = (part: string) => (chars: number) => part.repeat(Math.ceil(chars / part.length));
  test.each([
    ['fences', repeated('```json\n')],
    ['blocks', repeated(`${block}\n\n`)],
    ['samples', repeated(`${sample}\n`)],
    ['backticks', repeated('`')],
    ['brackets', repeated('}')],
    ['spaces', repeated(' ')],
    ['lines of spaces', repeated('\n    \t')],
    ['brackets and spaces', repeated('} ')],
    ['open thoughts', repeated('<think>')],
    ['thoughts', repeated('<think>a</think> ')],
    ['open brackets', repeated('<')],
  ])('%s', (_, make) => {
    expect(cpuGrowth(make, (text) => extractProse(`Yes.\n${text}`))).toBeLessThan(linearGrowthMax);
    expect(cpuGrowth(make, (text) => extractProse(text))).toBeLessThan(linearGrowthMax);
  });
});
