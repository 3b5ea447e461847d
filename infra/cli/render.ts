import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatResult, violations } from '../../app/contract/invariants.ts';
import { applyOverrides, type Overrides } from '../../app/contract/overrides.ts';
import { formatProfile } from '../../app/contract/profile-file.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { unknownWordError } from '../../app/shared/suggestions.ts';
import { renderCompose } from '../render/compose/file.ts';
import { gatewayErrors } from '../render/gateway-errors.ts';
import { renderNginx } from '../render/nginx/config.ts';
import { defaultNginxOptions, type NginxOptions } from '../render/nginx/options.ts';
import { isRendererName, rendererNames, renderers } from '../render/renderers.ts';
import type { CommandInput, CommandOutput, ContractCommand } from './contract-command.ts';

/** The committed files, rendered from the profile self-hosted. */
const renderedFolder = fileURLToPath(new URL('../rendered', import.meta.url));

export const renderCommand: ContractCommand = {
  usage:
    `${rendererNames.join(' | ')} | all [--profile PROFILE] [--output FOLDER] [--host NAME] ` +
    '[--certificate FILE --key FILE] [--upstream HOST:PORT,...]',
  summary: 'render nginx, Compose, Kubernetes, Prometheus or Grafana files',
  description: [
    'Renders files for deployments outside AWS, from the profile self-hosted unless one is named: one to stdout, or ' +
      'all to a folder, by default infra/rendered, or infra/rendered/NAME for a profile file.',
    '--host, --certificate and --key set gateway.hostName, .certificateFile and .keyFile of the profile: TLS with ' +
      'HTTP/2, port 80 that redirects, and HSTS.',
    'nginx is the one of Compose; with --upstream it is one for a machine, in front of these web processes, which ' +
      'listens on 443 and 80, or without a certificate on 8080.',
  ],
  example: 'nginx --host debates.example --certificate chain.pem --key key.pem',
  options: {
    output: { type: 'string', placeholder: 'FOLDER', description: 'Folder for all' },
    host: { type: 'string', placeholder: 'NAME', description: 'Host name of the gateway' },
    certificate: { type: 'string', placeholder: 'FILE', description: 'Certificate chain (PEM)' },
    key: { type: 'string', placeholder: 'FILE', description: 'Its private key (PEM)' },
    upstream: { type: 'string', placeholder: 'HOST:PORT,...', description: 'Web processes behind nginx' },
  },
  run({ profiles, options, positionals }) {
    const [name = '', ...rest] = positionals;
    rejectPositionals(rest);
    const contract = applyOverrides(profiles?.[0] ?? profile('self-hosted'), gatewayOverrides(options));
    if (contract.edge.gatewayIdleMs === null)
      throw new UsageError(`${contract.profile} has no gateway; use self-hosted or production`);
    rejectErrors(contract);
    if (name === 'all') return renderAll(contract, readText(options.output));
    if (!isRendererName(name))
      throw new UsageError(
        name === ''
          ? `render needs one of ${[...rendererNames, 'all'].join(', ')}`
          : unknownWordError(name, 'rendered', [...rendererNames, 'all']),
      );
    if (options.output !== undefined) throw new UsageError('--output goes with all');
    const upstream = readText(options.upstream);
    if (upstream !== undefined && name !== 'nginx') throw new UsageError('--upstream goes with nginx');
    const text =
      upstream === undefined
        ? renderers[name].render(contract)
        : renderNginx(contract, machineOptions(contract, upstream));
    return { output: text.trimEnd(), exitCode: 0 };
  },
};

const readText = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function gatewayOverrides({ host, certificate, key }: CommandInput['options']): Overrides<Contract> {
  const entries = Object.entries({
    hostName: readText(host),
    certificateFile: readText(certificate),
    keyFile: readText(key),
  });
  return { gateway: Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

function machineOptions({ gateway }: Contract, upstream: string): NginxOptions {
  const upstreams = upstream.split(',');
  if (!upstreams.every((address) => /^[\w.-]+:\d{1,5}$/.test(address)))
    throw new UsageError(`--upstream ${upstream}: use HOST:PORT, separated by commas`);
  const listen = gateway.certificateFile === null ? 8080 : 80;
  return { ...defaultNginxOptions, upstreams, listen, listenTls: 443 };
}

/** Numbers that contradict each other, or the one proxy that is rendered: nginx, or the ingress controller. */
function rejectErrors(contract: Contract): void {
  const broken = violations(applyOverrides(contract, { deployment: { proxies: 1 } })).map(formatResult);
  const errors = [...gatewayErrors(contract), ...broken];
  if (errors.length > 0)
    throw new UsageError(
      [`the profile ${contract.profile} cannot be rendered with one proxy in front:`, ...errors].join('\n'),
    );
}

function renderAll(contract: Contract, output: string | undefined): CommandOutput {
  const isOwn = formatProfile(contract) === 'self-hosted';
  const folder = output ?? (isOwn ? renderedFolder : join(renderedFolder, contract.profile));
  mkdirSync(folder, { recursive: true });
  const checkout = relative(folder, fileURLToPath(new URL('../..', import.meta.url))) || '.';
  const files = rendererNames.map((name) => ({
    path: join(folder, renderers[name].file),
    text: name === 'compose' ? renderCompose(contract, checkout) : renderers[name].render(contract),
  }));
  return { output: files.map(({ path }) => relative('.', path)).join('\n'), exitCode: 0, files };
}
