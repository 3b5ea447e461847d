import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { isSame, type MaybeResolved } from '../../parse/resolved.ts';

type Answer = boolean | undefined;

/** Evaluates the conditions of a template, each once; undefined when one depends on an unknown parameter. */
export function createConditions(
  conditions: ValueMap,
  resolve: (value: Value) => MaybeResolved,
): (name: string) => Answer {
  const decided = new Map<string, Answer>();

  function condition(name: string): Answer {
    if (decided.has(name)) return decided.get(name);
    // Unknown while it is being evaluated, so that a condition that refers to itself terminates.
    decided.set(name, undefined);
    const answer = decide(conditions.get(name));
    decided.set(name, answer);
    return answer;
  }

  function decide(value: Value | undefined): Answer {
    if (!isMap(value) || value.size !== 1) return undefined;
    const [name, argument] = [...value][0] ?? [];
    if (name === 'Condition') return typeof argument === 'string' ? condition(argument) : undefined;
    if (!Array.isArray(argument)) return undefined;
    switch (name) {
      case 'Fn::Equals': {
        const [left, right] = argument.map((side) => toText(resolve(side)));
        return argument.length === 2 ? isSame(left, right) : undefined;
      }
      case 'Fn::Not': {
        const answer = decide(argument[0]);
        return answer === undefined ? undefined : !answer;
      }
      case 'Fn::And':
        return allOf(argument.map(decide));
      case 'Fn::Or': {
        const none = allOf(argument.map((part) => negate(decide(part))));
        return negate(none);
      }
      default:
        return undefined;
    }
  }

  return condition;
}

/** Parameters are strings, so `3` and `'3'` are equal. */
const toText = (value: MaybeResolved): MaybeResolved =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

const negate = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
