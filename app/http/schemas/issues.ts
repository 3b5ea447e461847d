import { z } from '@hono/zod-openapi';
import { pluralize } from '../../debate/views/labels.ts';

type Issue = z.core.$ZodRawIssue;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What is wrong with a member, to follow its name; undefined where the schema's own words are better. */
export function formatIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_big':
      return formatBound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'too_small':
      return formatBound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'unrecognized_keys':
      return `must not have a member ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    default:
      return undefined;
  }
}

function formatBound(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${pluralize(Number(limit), 'character')}`;
  if (origin === 'array') return `must have ${bound} ${pluralize(Number(limit), 'item')}`;
  return `must be ${bound} ${limit}`;
}

/** A number that misses its range is told both ends of it, whichever way it misses. */
export function integerBetween(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}

/** The same for a sum of money. */
export function usdAtMost(max: number) {
  const message = `must be a number above 0 and at most ${max}`;
  return z.number(message).positive(message).max(max, message);
}
