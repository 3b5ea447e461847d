import { isMap, type Value, type ValueMap } from '../../parse/document.ts';
import { type Maybe, same } from '../../parse/resolved.ts';

type Answer = boolean | undefined;

/** The conditions of a template, each decided once; undefined where a parameter without a default decides. */
export function createConditions(
  conditions: ValueMap,
  resolve: (value: Value) => Maybe,
): (name: string) => Answer {
  const decided = new Map<string, Answer>();

  function condition(name: string): Answer {
    if (decided.has(name)) return decided.get(name);
    // While it is being decided it counts as unknown: so that one that names itself ends.
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
        const [left, right] = argument.map((side) => asText(resolve(side)));
        return argument.length === 2 ? same(left, right) : undefined;
      }
      case 'Fn::Not': {
        const answer = decide(argument[0]);
        return answer === undefined ? undefined : !answer;
      }
      case 'Fn::And':
        return every(argument.map(decide));
      case 'Fn::Or': {
        const none = every(argument.map((part) => negated(decide(part))));
        return negated(none);
      }
      default:
        return undefined;
    }
  }

  return condition;
}

/** Parameters are texts, so that `3` and `'3'` are the same. */
const asText = (value: Maybe): Maybe =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

const negated = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

function every(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
