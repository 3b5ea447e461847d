import { expect, it } from 'vitest';
import { parseReply } from '../../../app/debate/prompting/parse-reply.ts';
import { replyContexts } from './reply-contexts.ts';

const { propose, critique } = replyContexts(['Move to events', 'Keep the batch']);
const proposal = { claim: 'Move.', choice: 'Move to events', confidence: 0.8, citations: [] };
const text = JSON.stringify(proposal);
const fence = (body: string, tag = 'json', marks = '```') => `Yes.\n\n${marks}${tag}\n${body}\n${marks}`;
const repairsOf = (reply: string, context: Parameters<typeof parseReply>[1] = propose) => {
  const parsed = parseReply(reply, context);
  return parsed.ok ? parsed.repairs : parsed.problem;
};

it.each([fence(text), fence(JSON.stringify(proposal, null, 2)), fence(text, ' json'), text])(
  'a reply as requested needs no repair: %j',
  (reply) => {
    expect(repairsOf(reply)).toEqual([]);
  },
);

it.each([
  [fence(text, ''), ['fence without a language']],
  [fence(text, 'JSON5'), ['fence with the language JSON5']],
  [`Yes.\n\n${text}`, ['no fence']],
  [fence(JSON.stringify({ reply: proposal })), ['inside another object or list']],
  [fence(JSON.stringify({ json: text })), ['JSON inside a text']],
  [fence(text.replace('}', ',}')), ['trailing comma']],
  [fence(text.replace('[]', '[],')), ['trailing comma']],
  [fence(text.replace('{', '{ // mine\n')), ['comment']],
  [fence(text.replaceAll('"', "'")), ['other quotes']],
  [fence(text.replace('"claim"', 'claim')), ['name without quotes']],
  [fence(text.replace('[]', 'None')), ['word of Python', 'no list of citations']],
  [fence(text.replace('Move.', 'Move\nnow.')), ['line break or tab in a text']],
  [fence(text.replace('0.8', '"80%"')), ['confidence in another form']],
  [fence(text.replace('0.8', '80%')), ['confidence in another form']],
  [fence(text.replace('Move to events', '1. move to events')), ['choice in other words']],
  [fence(text.replace(/,"citations":\[\]/, ''), ''), ['fence without a language', 'no list of citations']],
])('%j is read, and what was repaired is noted', (reply, repairs) => {
  expect(repairsOf(reply)).toEqual(repairs);
});

it('stances in another form are noted', () => {
  const stances = { A: { agrees: 'yes', point: 'Right.' }, B: { agrees: false, point: 'Not shown.' } };
  const reply = fence(JSON.stringify({ stances, citations: [] }));
  expect(repairsOf(reply, critique)).toEqual(['stances by name', 'agreement in another form']);
});

it('a reply that cannot be read is answered with the line and the column', () => {
  const reply = 'Yes.\n\n```json\n{"claim": "Move.",\n "confidence" 0.8}\n```';
  expect(repairsOf(reply)).toMatch(/cannot be read at line 5, column 15, near ".*\\"confidence\\" 0\.8/);
});
