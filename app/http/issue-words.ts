import { z } from '@hono/zod-openapi';
import { plural } from '../debate/words.ts';

type Issue = z.core.$ZodRawIssue;

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What is wrong with a member, to follow its name; undefined where the schema's own words are better. */
export function issueInWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_big':
      return mustBe(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'too_small':
      return mustBe(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'unrecognized_keys':
      return `must not have a member ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    default:
      return undefined;
  }
}

function mustBe(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${plural(Number(limit), 'character')}`;
  if (origin === 'array') return `must have ${bound} ${plural(Number(limit), 'item')}`;
  return `must be ${bound} ${limit}`;
}

/** A number that misses its range is told both ends of it, whichever way it misses. */
export function wholeIn(min: number, max: number) {
  const says = `must be a whole number from ${min} to ${max}`;
  return z.int(says).min(min, says).max(max, says);
}

/** The same for a sum of money. */
export function usdUpTo(max: number) {
  const says = `must be a number above 0 and at most ${max}`;
  return z.number(says).positive(says).max(max, says);
}
