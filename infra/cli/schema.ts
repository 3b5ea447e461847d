import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { createProfileSchema } from '../schema/profile-schema.ts';
import { type ContractCommand, formatJson } from './contract-command.ts';

export const schemaCommand: ContractCommand = {
  summary: 'print the JSON Schema of profile files',
  usage: '[--output FILE]',
  description: [
    'The JSON Schema of profile files, generated from the types of the contract. The program and these commands ' +
      'validate with app/contract/profile.schema.json; editors complete names with it.',
  ],
  example: '--output app/contract/profile.schema.json',
  options: {
    output: { type: 'string', placeholder: 'FILE', description: 'Write a file instead of standard output' },
  },
  run({ options: { output }, positionals }) {
    rejectPositionals(positionals);
    const text = formatJson(createProfileSchema());
    if (typeof output !== 'string') return { output: text, exitCode: 0 };
    return { output, exitCode: 0, files: [{ path: output, text: `${text}\n` }] };
  },
};
