import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contract } from '../../app/contract/contract.ts';
import { profile } from '../../app/contract/profiles.ts';
import { unknownWord } from '../../app/nearest.ts';
import { isOutputName, outputNames, outputs } from '../render/outputs.ts';
import { type Command, type Result, WrongUsage } from './command.ts';

/** Where the committed ones are, made from the profile self-hosted. */
const committed = fileURLToPath(new URL('../rendered', import.meta.url));

export const renderCommand: Command = {
  usage: `${outputNames.join(' | ')} | all [--profile PROFILE] [--output FOLDER]`,
  brief: 'nginx, Compose, Kubernetes, Prometheus and Grafana from the contract',
  says: [
    'What others than AWS run with, of the profile self-hosted unless one is named: one to stdout, or all to a ' +
      'folder, which is infra/rendered unless told otherwise.',
  ],
  example: 'nginx --profile self-hosted',
  options: { output: { type: 'string' } },
  run({ profiles, options, words }) {
    const [name = '', ...more] = words;
    const contract = profiles?.[0] ?? profile('self-hosted');
    if (more.length > 0) throw new WrongUsage(`${more[0]} is one word too many`);
    if (contract.edge.gatewayIdleMs === null)
      throw new WrongUsage(`${contract.profile} has no gateway; self-hosted and production have`);
    if (name === 'all') return all(contract, typeof options.output === 'string' ? options.output : committed);
    if (!isOutputName(name))
      throw new WrongUsage(
        name === ''
          ? `what is to be rendered? There are ${[...outputNames, 'all'].join(', ')}`
          : unknownWord(name, 'rendered', [...outputNames, 'all']),
      );
    if (options.output !== undefined) throw new WrongUsage('--output goes with all');
    return { output: outputs[name].render(contract).trimEnd(), exitCode: 0 };
  },
};

function all(contract: Contract, folder: string): Result {
  mkdirSync(folder, { recursive: true });
  const files = outputNames.map((name) => ({
    path: join(folder, outputs[name].file),
    text: outputs[name].render(contract),
  }));
  return { output: files.map(({ path }) => relative('.', path)).join('\n'), exitCode: 0, files };
}
