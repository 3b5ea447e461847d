import { presetNames } from '../debate/core/presets.ts';
import type { CreationBody } from '../debate/views/request-bodies.ts';
import {
  ArgumentError,
  readNumber,
  readObject,
  readRequiredText,
  readText,
  readTexts,
  type ToolArguments,
} from './arguments.ts';

const text = (description: string) => ({ type: 'string', description });
const textList = (description: string) => ({ type: 'array', items: { type: 'string' }, description });

/** A JSON schema of the arguments of a tool. */
export const objectSchema = (properties: object, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const idSchema = { id: text('Id of the debate') };
export const querySchema = { query: text('Words to search for') };

/** The arguments that a debate is made of. */
export const debateArguments = {
  question: text('The question to decide'),
  options: textList('Answers to choose from; they make it a closed question'),
  checklist: textList('What the evidence is reviewed for; the record has findings. For the preset review'),
  number: {
    ...objectSchema(
      {
        unit: text('For example weeks or USD'),
        tolerance: {
          type: 'number',
          description: 'Share by which numbers that agree may differ; default 0.1',
        },
      },
      ['unit'],
    ),
    description: 'The answer is a number in this unit, which is pooled from those of the agents',
  },
  preset: {
    type: 'string',
    enum: presetNames,
    description: 'auto is the cheapest: it stops when two agents agree',
  },
  panel: text('Name of a panel that the server keeps; its members are those of the debate'),
  evidence: textList(
    'Texts of documents that the agents quote and argue from, or addresses (https://…) that the server may read',
  ),
  rounds: { type: 'integer', description: 'Maximum rounds of critique and revision' },
  budgetUsd: { type: 'number', description: 'Maximum cost' },
  idempotencyKey: text(
    'A call with the same key and arguments returns the same debate. Use a new key to debate the same question again',
  ),
};

/** The server refuses what is wrong with the values. */
export function readDebateBody(args: ToolArguments): CreationBody {
  const preset = presetNames.find((name) => name === args.preset);
  if (args.preset !== undefined && !preset)
    throw new ArgumentError(`preset must be one of ${presetNames.join(', ')}.`);
  const options = readTexts(args, 'options');
  const checklist = readTexts(args, 'checklist');
  const evidence = readTexts(args, 'evidence')?.map((document, index) =>
    /^https?:\/\/\S+$/.test(document)
      ? { url: document }
      : { name: `Document ${index + 1}.txt`, text: document },
  );
  const panel = readText(args, 'panel');
  const rounds = readNumber(args, 'rounds');
  const usd = readNumber(args, 'budgetUsd');
  return {
    question: readRequiredText(args, 'question'),
    ...(preset && { preset }),
    ...(options && { options }),
    ...(checklist && { checklist }),
    ...readNumberQuestion(args),
    ...(panel !== undefined && { panel }),
    ...(evidence && { evidence }),
    ...(rounds !== undefined && { rounds }),
    ...(usd !== undefined && { budget: { usd } }),
  };
}

function readNumberQuestion(args: ToolArguments): Pick<CreationBody, 'number'> {
  const number = readObject(args, 'number');
  if (!number) return {};
  const unit = readText(number, 'unit');
  if (unit === undefined) throw new ArgumentError('number needs a unit.');
  const tolerance = readNumber(number, 'tolerance');
  return { number: { unit, ...(tolerance !== undefined && { tolerance }) } };
}
