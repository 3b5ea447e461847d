import type { Contract } from '../app/contract/contract.ts';
import { amount, unitOf } from './cli/table.ts';

const second = 1000;
const minute = 60 * second;

/** What AWS takes of numbers that no invariant speaks of; others have no bounds that anybody meets. */
const bounds: ReadonlyMap<string, { readonly least: number; readonly most?: number }> = new Map([
  ['deployment.cdn.keepAliveMs', { least: second }],
  ['deployment.cdn.connectMs', { least: second, most: 10 * second }],
  ['deployment.cdn.connectAttempts', { least: 1, most: 3 }],
  ['deployment.rollout.canaryPercent', { least: 0.1, most: 100 }],
  ['deployment.database.capacityMax', { least: 1, most: 256 }],
  ['deployment.network.zones', { least: 1 }],
]);

/** Times that are handed to no service of AWS, or that it takes as exactly as they are. */
const exact = /^deployment\.(?:container\.boot|database\.resume|function\.answer)Ms$|Ms[A-Z]\w+$/;
/** Shares, and what alarms and scaling go by: AWS takes them with any parts. */
const parted = /^deployment\.(?:rollout\.canaryPercent|scaling\.(?!\w*Ms)\w+|alarms\.\w+Max)$/;
/** What is bought in halves. */
const halved = /^deployment\.database\.capacity(?:Min|Max)$/;

/** Numbers that AWS refuses, or that CDK stumbles over: a sentence each, with what to write instead. */
export const rangeFaults = (contract: Contract): string[] =>
  numbersFor(contract).flatMap(([path, value]) =>
    [...ofBounds(path, value), ...ofSteps(path, value)].slice(0, 1),
  );

const isMs = (path: string): boolean => /Ms(?:[A-Z]\w+)?$/.test(path);

/** Ports that a distribution connects to. */
const ports = { path: 'deployment.balancer.port', known: [80, 443], least: 1024 };

function ofBounds(path: string, value: number): string[] {
  if (path === ports.path && value < ports.least && !ports.known.includes(value))
    return [
      `${path} is ${value}, and CloudFront takes ${ports.known.join(', ')}, or ${ports.least} and more`,
    ];
  const { least = 0, most = Number.POSITIVE_INFINITY } = bounds.get(path) ?? {};
  if (value >= least && value <= most) return [];
  const to = most === Number.POSITIVE_INFINITY ? ' at least' : ` to ${said(path, most)}`;
  return [`${path} is ${said(path, value)}, and AWS takes ${said(path, least)}${to}: write one of these`];
}

function ofSteps(path: string, value: number): string[] {
  const isMinutes = path.startsWith('deployment.rollout.');
  const step = isMs(path) ? (isMinutes ? minute : second) : halved.test(path) ? 0.5 : 1;
  if (value % step === 0 || exact.test(path) || parted.test(path)) return [];
  const whole = isMs(path)
    ? `whole ${isMinutes ? 'minutes' : 'seconds'}`
    : `whole numbers${halved.test(path) ? ' and halves' : ''}`;
  const nearest = Math.max(step, Math.round(value / step) * step);
  return [`${path} is ${said(path, value)}, and AWS takes ${whole}: write ${said(path, nearest)}`];
}

/** As somebody would write it, with the number that stands in the contract. */
const said = (path: string, value: number): string =>
  isMs(path) ? `${value} (${amount(value, 'ms')})` : amount(value, unitOf(path));

/** All that a deployment is made of, by their paths. */
function numbersFor({ deployment, edge, process }: Contract): [string, number][] {
  return numbersIn({
    deployment,
    edge: { gatewayIdleMs: edge.gatewayIdleMs, gatewayReadMs: edge.gatewayReadMs },
    process: { stopMs: process.stopMs },
  });
}

const numbersIn = (part: object, at = ''): [string, number][] =>
  Object.entries(part).flatMap(([name, value]: [string, unknown]): [string, number][] => {
    if (typeof value === 'number') return [[`${at}${name}`, value]];
    return typeof value === 'object' && value !== null ? numbersIn(value, `${at}${name}.`) : [];
  });
