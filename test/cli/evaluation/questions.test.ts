import { expect, test } from 'vitest';
import { parseQuestionLines } from '../../../app/cli/evaluation/questions.ts';
import { generateQuestions } from '../../../app/debate/evaluation/question-sets.ts';

const question = { id: 'q1', question: 'Which?', options: ['A', 'B'], answer: 'A' };
const lineWith = (changes: object) => JSON.stringify({ ...question, ...changes });

test('the lines of a file are its questions, and empty lines are none', () => {
  const evidence = [{ name: 'a.txt', text: 'It is A.' }];
  const text = `${lineWith({})}\n\n${lineWith({ id: 'q2', evidence })}\n`;
  expect(parseQuestionLines('q.jsonl', text)).toEqual([question, { ...question, id: 'q2', evidence }]);
});

test('a question without options and answer is open', () => {
  const open = { id: 'q1', question: 'Why?' };
  expect(parseQuestionLines('q.jsonl', JSON.stringify(open))).toEqual([open]);
  expect(() => parseQuestionLines('q.jsonl', JSON.stringify({ ...open, answer: 'x' }))).toThrow(
    'options must be',
  );
});

test('options and answer have no spaces around them, as in the debate', () => {
  const spaced = lineWith({ options: ['A ', ' B'], answer: 'A ' });
  expect(parseQuestionLines('q.jsonl', spaced)).toEqual([question]);
});

test('a generated set can be read', () => {
  const questions = generateQuestions('knights', 3, 1);
  const text = questions.map((one) => JSON.stringify(one)).join('\n');
  expect(parseQuestionLines('q.jsonl', text)).toEqual(questions);
});

test.each([
  ['{"id":', 'not a JSON object'],
  ['[]', 'not a JSON object'],
  [lineWith({ optinos: [] }), 'unknown member optinos; did you mean options?'],
  [lineWith({ id: ' ' }), 'id must be a text that is not empty'],
  [lineWith({ question: 3 }), 'question must be a text that is not empty'],
  [lineWith({ options: ['A'] }), 'options must be a list of two or more texts'],
  [lineWith({ options: ['A', ' A'] }), 'two options are the same'],
  [lineWith({ answer: 'a' }), 'answer must be one of the options, verbatim'],
  [lineWith({ evidence: ['a.txt'] }), 'evidence must be a list of objects with name and text'],
  [lineWith({}), 'id "q1" is already that of line 1'],
])('%s is refused with its line', (line, message) => {
  expect(() => parseQuestionLines('q.jsonl', `${lineWith({})}\n${line}`)).toThrow(`q.jsonl:2: ${message}`);
});

test('several errors are named at once, but not all of many', () => {
  const parse = () => parseQuestionLines('q.jsonl', 'x\n'.repeat(9));
  expect(parse).toThrow(/^q\.jsonl:1: .*\n(?:q\.jsonl:\d: .*\n){4}and 4 more errors$/);
  expect(() => parseQuestionLines('q.jsonl', '\n')).toThrow('q.jsonl has no questions');
});
