import type { Contract } from '../../app/contract/types/contract.ts';
import { renderCompose } from './compose/file.ts';
import { composeNginxOptions } from './compose/gateway-service.ts';
import { renderGrafana } from './grafana/dashboard.ts';
import { renderKubernetes } from './kubernetes/manifest.ts';
import { renderNginx } from './nginx/config.ts';
import { renderPrometheus } from './prometheus/rules.ts';

/** The formats that a contract is rendered to: the name on the command line and the file under infra/rendered/. */
export const renderers = {
  nginx: { file: 'nginx.conf', render: (contract: Contract) => renderNginx(contract, composeNginxOptions) },
  compose: { file: 'compose.yaml', render: (contract: Contract) => renderCompose(contract) },
  kubernetes: { file: 'kubernetes.yaml', render: renderKubernetes },
  prometheus: { file: 'prometheus-rules.yaml', render: renderPrometheus },
  grafana: { file: 'grafana.json', render: renderGrafana },
} as const satisfies Readonly<Record<string, Renderer>>;

interface Renderer {
  readonly file: string;
  readonly render: (contract: Contract) => string;
}

export type RendererName = keyof typeof renderers;

export const isRendererName = (name: string): name is RendererName => Object.hasOwn(renderers, name);

export const rendererNames = Object.keys(renderers).filter(isRendererName);
