import { profile } from '../../app/contract/profiles.ts';
import { parseNumber, rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { computeCapacity } from '../capacity/capacity.ts';
import { formatCapacity } from '../capacity/report.ts';
import { type CommandInput, type ContractCommand, formatJson, jsonOption } from './contract-command.ts';

export const capacityCommand: ContractCommand = {
  summary: 'print what a load needs: tasks, database, cache, traffic and money, and what limits it',
  usage: '--viewers N --debates-per-hour M [--profile PROFILE] [--json]',
  description: [
    'Computes what a number of viewers and debates needs, for production unless a profile is named: tasks, database ' +
      'connections, cache messages, bytes and money, from costs that npm run bench measures.',
    'Names the limit of the contract that binds first, and what to change.',
  ],
  example: '--viewers 1000 --debates-per-hour 100',
  options: {
    viewers: {
      type: 'string',
      placeholder: 'N',
      description: 'Viewers that follow a debate at the same time',
    },
    'debates-per-hour': { type: 'string', placeholder: 'M', description: 'Debates that start in an hour' },
    ...jsonOption,
  },
  run({ profiles, options, positionals }) {
    rejectPositionals(positionals);
    const load = {
      viewers: requireNumber(options, 'viewers', 'whole'),
      debatesPerHour: requireNumber(options, 'debates-per-hour', 'any'),
    };
    const capacity = computeCapacity(load, profiles?.[0] ?? profile('production'));
    return { output: options.json ? formatJson(capacity) : formatCapacity(capacity), exitCode: 0 };
  },
};

function requireNumber(options: CommandInput['options'], name: string, kind: 'whole' | 'any'): number {
  const text = options[name];
  const value = typeof text === 'string' ? parseNumber(name, text, kind) : undefined;
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}
