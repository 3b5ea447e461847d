import type { Contract } from '../../app/contract/types/contract.ts';
import { formatQuantity, unitOf } from '../shared/format.ts';

const second = 1000;
const minute = 60 * second;

/** What AWS takes of numbers that no invariant speaks of; others have no bounds that anybody meets. */
const numberRanges: ReadonlyMap<string, { readonly least: number; readonly most?: number }> = new Map([
  ['deployment.cdn.keepAliveMs', { least: second }],
  ['deployment.cdn.connectMs', { least: second, most: 10 * second }],
  ['deployment.cdn.connectAttempts', { least: 1, most: 3 }],
  ['deployment.rollout.canaryPercent', { least: 0.1, most: 100 }],
  ['deployment.database.capacityMax', { least: 1, most: 256 }],
  ['deployment.network.zones', { least: 1 }],
]);

/** Times that are handed to no service of AWS, or that it takes as exactly as they are. */
const exactTimes =
  /^deployment\.(?:container\.boot|database\.resume|function\.responseMargin)Ms$|Ms[A-Z]\w+$/;
/** Shares, and what alarms and scaling go by: AWS takes them with any parts. */
const fractional = /^deployment\.(?:rollout\.canaryPercent|scaling\.(?!\w*Ms)\w+|alarms\.\w+Max)$/;
/** What is bought in halves. */
const halfSteps = /^deployment\.database\.capacity(?:Min|Max)$/;

/** Numbers that AWS refuses, or that CDK stumbles over: a sentence each, with what to write instead. */
export const awsLimitErrors = (contract: Contract): string[] =>
  deploymentNumbers(contract).flatMap(([path, value]) =>
    [...checkRange(path, value), ...checkStep(path, value)].slice(0, 1),
  );

const isMs = (path: string): boolean => /Ms(?:[A-Z]\w+)?$/.test(path);

/** Ports that a distribution connects to. */
const ports = { path: 'deployment.balancer.port', privileged: [80, 443], anyFrom: 1024 };

function checkRange(path: string, value: number): string[] {
  if (path === ports.path && value < ports.anyFrom && !ports.privileged.includes(value))
    return [
      `${path} is ${value}, and CloudFront takes ${ports.privileged.join(', ')}, or ${ports.anyFrom} and more`,
    ];
  const { least: min = 0, most: max = Number.POSITIVE_INFINITY } = numberRanges.get(path) ?? {};
  if (value >= min && value <= max) return [];
  const to = max === Number.POSITIVE_INFINITY ? ' at least' : ` to ${formatValue(path, max)}`;
  return [
    `${path} is ${formatValue(path, value)}, and AWS takes ${formatValue(path, min)}${to}: write one of these`,
  ];
}

function checkStep(path: string, value: number): string[] {
  const isMinutes = path.startsWith('deployment.rollout.');
  const step = isMs(path) ? (isMinutes ? minute : second) : halfSteps.test(path) ? 0.5 : 1;
  if (value % step === 0 || exactTimes.test(path) || fractional.test(path)) return [];
  const whole = isMs(path)
    ? `whole ${isMinutes ? 'minutes' : 'seconds'}`
    : `whole numbers${halfSteps.test(path) ? ' and halves' : ''}`;
  const nearest = Math.max(step, Math.round(value / step) * step);
  return [
    `${path} is ${formatValue(path, value)}, and AWS takes ${whole}: write ${formatValue(path, nearest)}`,
  ];
}

/** As somebody would write it, with the number that stands in the contract. */
const formatValue = (path: string, value: number): string =>
  isMs(path) ? `${value} (${formatQuantity(value, 'ms')})` : formatQuantity(value, unitOf(path));

/** All that a deployment is made of, by their paths. */
function deploymentNumbers({ deployment, edge, process }: Contract): [string, number][] {
  return collectNumbers({
    deployment,
    edge: { gatewayIdleMs: edge.gatewayIdleMs, gatewayReadMs: edge.gatewayReadMs },
    process: { stopMs: process.stopMs },
  });
}

const collectNumbers = (value: object, prefix = ''): [string, number][] =>
  Object.entries(value).flatMap(([name, value]: [string, unknown]): [string, number][] => {
    if (typeof value === 'number') return [[`${prefix}${name}`, value]];
    return typeof value === 'object' && value !== null ? collectNumbers(value, `${prefix}${name}.`) : [];
  });
