import type { Contract } from '../../app/contract/contract.ts';
import { composeGateway, renderCompose } from './compose/compose.ts';
import { renderGrafana } from './grafana/grafana.ts';
import { renderKubernetes } from './kubernetes/kubernetes.ts';
import { renderNginx } from './nginx/nginx.ts';
import { renderPrometheus } from './prometheus/rules.ts';

/** What a contract is rendered to: the name that people ask for, and the file under infra/rendered/. */
export const outputs = {
  nginx: { file: 'nginx.conf', render: (contract: Contract) => renderNginx(contract, composeGateway) },
  compose: { file: 'compose.yaml', render: renderCompose },
  kubernetes: { file: 'kubernetes.yaml', render: renderKubernetes },
  prometheus: { file: 'prometheus-rules.yaml', render: renderPrometheus },
  grafana: { file: 'grafana.json', render: renderGrafana },
} as const satisfies Readonly<Record<string, Output>>;

interface Output {
  readonly file: string;
  readonly render: (contract: Contract) => string;
}

export type OutputName = keyof typeof outputs;

export const isOutputName = (name: string): name is OutputName => Object.hasOwn(outputs, name);

export const outputNames = Object.keys(outputs).filter(isOutputName);
