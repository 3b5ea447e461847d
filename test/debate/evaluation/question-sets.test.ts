import { expect, test } from 'vitest';
import {
  type GeneratedQuestion,
  generateQuestions,
  type QuestionSetName,
  questionSets,
} from '../../../app/debate/evaluation/question-sets.ts';

const names = Object.keys(questionSets) as readonly QuestionSetName[];

test.each(names)(
  '%s: the same seed gives the same questions, each with one answer among its options',
  (set) => {
    const questions = generateQuestions(set, 50, 3);
    expect(generateQuestions(set, 50, 3)).toEqual(questions);
    expect(generateQuestions(set, 50, 4)).not.toEqual(questions);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(50);
    for (const { options, answer } of questions) {
      expect(options).toContain(answer);
      expect(new Set(options).size).toBe(options.length);
    }
  },
);

/** Reads a statement back from its text. */
function holds(text: string, knights: readonly string[]): boolean {
  const is = (name = '') => knights.includes(name);
  const [, knave] = /^(\w+) is a knave/.exec(text) ?? [];
  if (knave) return !is(knave);
  const [, one, other] = /^(\w+) and (\w+) are of the same kind/.exec(text) ?? [];
  if (one) return is(one) === is(other);
  const [, condition, then] = /^If (\w+) is a knight, so is (\w+)/.exec(text) ?? [];
  if (condition) return !is(condition) || is(then);
  return knights.length === Number(/knights among us is (\d)/.exec(text)?.[1]);
}

function solve({ question }: GeneratedQuestion): readonly string[] {
  const said = [...question.matchAll(/(\w+) says: “([^”]+)”/g)].map(([, name = '', text = '']) => ({
    name,
    text,
  }));
  const subsets = said.reduce<string[][]>(
    (all, { name }) => all.flatMap((one) => [one, [...one, name]]),
    [[]],
  );
  return subsets
    .filter((knights) => said.every(({ name, text }) => holds(text, knights) === knights.includes(name)))
    .map((knights) => knights.join(', ') || 'none of them');
}

test('each puzzle of knights has exactly the solution that is its answer', () => {
  for (const question of generateQuestions('knights', 200, 1))
    expect(solve(question)).toEqual([question.answer]);
});

test('the weekdays are those of the calendar of the platform', () => {
  const format = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });
  for (const { question, answer } of generateQuestions('weekdays', 200, 1)) {
    const date = /is (\d+ \w+ \d+) in/.exec(question)?.[1] ?? '';
    expect(format.format(Date.parse(`${date} UTC`))).toBe(answer);
  }
});
