import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatResult, violations } from '../../app/contract/invariants.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { unknownWordError } from '../../app/shared/suggestions.ts';
import { isRendererName, rendererNames, renderers } from '../render/renderers.ts';
import type { CommandOutput, ContractCommand } from './contract-command.ts';

/** The committed files, rendered from the profile self-hosted. */
const renderedFolder = fileURLToPath(new URL('../rendered', import.meta.url));

export const renderCommand: ContractCommand = {
  usage: `${rendererNames.join(' | ')} | all [--profile PROFILE] [--output FOLDER]`,
  summary: 'render nginx, Compose, Kubernetes, Prometheus or Grafana files',
  description: [
    'Renders files for deployments outside AWS, from the profile self-hosted unless one is named: one to stdout, or ' +
      'all to a folder, by default infra/rendered.',
  ],
  example: 'nginx --profile self-hosted',
  options: {
    output: { type: 'string', placeholder: 'FOLDER', description: 'Folder for all; default: infra/rendered' },
  },
  run({ profiles, options, positionals }) {
    const [name = '', ...rest] = positionals;
    const contract = profiles?.[0] ?? profile('self-hosted');
    rejectPositionals(rest);
    if (contract.edge.gatewayIdleMs === null)
      throw new UsageError(`${contract.profile} has no gateway; use self-hosted or production`);
    rejectViolations(contract);
    if (name === 'all')
      return renderAll(contract, typeof options.output === 'string' ? options.output : renderedFolder);
    if (!isRendererName(name))
      throw new UsageError(
        name === ''
          ? `render needs one of ${[...rendererNames, 'all'].join(', ')}`
          : unknownWordError(name, 'rendered', [...rendererNames, 'all']),
      );
    if (options.output !== undefined) throw new UsageError('--output goes with all');
    return { output: renderers[name].render(contract).trimEnd(), exitCode: 0 };
  },
};

/** Numbers that contradict each other, or the one proxy that is rendered: nginx, or the ingress controller. */
function rejectViolations(contract: Contract): void {
  const [first, ...more] = violations(applyOverrides(contract, { deployment: { proxies: 1 } })).map(
    formatResult,
  );
  if (first !== undefined)
    throw new UsageError(
      [`the profile ${contract.profile} cannot be rendered with one proxy in front:`, first, ...more].join(
        '\n',
      ),
    );
}

function renderAll(contract: Contract, folder: string): CommandOutput {
  mkdirSync(folder, { recursive: true });
  const files = rendererNames.map((name) => ({
    path: join(folder, renderers[name].file),
    text: renderers[name].render(contract),
  }));
  return { output: files.map(({ path }) => relative('.', path)).join('\n'), exitCode: 0, files };
}
