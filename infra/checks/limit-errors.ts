import type { Contract } from '../../app/contract/types/contract.ts';
import { formatQuantity, unitOf } from '../shared/format.ts';
import { awsLimits, type Limit } from './aws-limits.ts';

const second = 1000;
const minute = 60 * second;

/** Times that no AWS service receives, or that one accepts to the millisecond. */
const exactTimes =
  /^deployment\.(?:container\.boot|database\.resume|function\.responseMargin)Ms$|Ms[A-Z]\w+$/;
/** Percentages, and the targets of alarms and scaling: AWS accepts any fraction. */
const fractional = /^deployment\.(?:rollout\.canaryPercent|scaling\.(?!\w*Ms)\w+|alarms\.\w+Max)$/;
const halfSteps = /^deployment\.database\.capacity(?:Min|Max)$/;
const minuteSteps = /^deployment\.(?:rollout\.\w+|alarms\.period)Ms$/;

/** Numbers that AWS or CDK rejects: one sentence each, with the fix. */
export const awsLimitErrors = (contract: Contract): string[] =>
  deploymentNumbers(contract).flatMap(([path, value]) =>
    [...checkLimit(path, value, awsLimits[path] ?? {}), ...checkStep(path, value)].slice(0, 1),
  );

/** The granularity of a number in AWS (a second, a minute, 1, or 0.5); null if any fraction is accepted. */
export function stepSize(path: string): number | null {
  if (exactTimes.test(path) || fractional.test(path)) return null;
  if (isMs(path)) return minuteSteps.test(path) ? minute : second;
  return halfSteps.test(path) ? 0.5 : 1;
}

const isMs = (path: string): boolean => /Ms(?:[A-Z]\w+)?$/.test(path);

function checkLimit(path: string, value: number, limit: Limit): string[] {
  if ('oneOf' in limit) return checkOneOf(path, value, limit.oneOf);
  const { min = 0, max = Number.POSITIVE_INFINITY, also = [] } = limit;
  if ((value >= min && value <= max) || also.includes(value)) return [];
  const range =
    max === Number.POSITIVE_INFINITY
      ? `${formatValue(path, min)} or more`
      : `${formatValue(path, min)} to ${formatValue(path, max)}`;
  const others = also.length === 0 ? '' : `${formatValues(path, also)} or `;
  return [`${path} is ${formatValue(path, value)}, but AWS accepts only ${others}${range}`];
}

/** `condition` says with which other value this list applies. */
export function checkOneOf(
  path: string,
  value: number,
  allowed: readonly number[],
  condition = '',
): string[] {
  if (allowed.includes(value)) return [];
  const below = allowed.filter((one) => one < value);
  const above = allowed.filter((one) => one > value);
  const nearest = [...below.slice(-1), ...above.slice(0, 1)].map((one) => formatValue(path, one));
  return [
    `${path} is ${formatValue(path, value)}, but AWS accepts only ${formatValues(path, allowed)}${condition}: ` +
      `use ${nearest.join(' or ')}`,
  ];
}

function checkStep(path: string, value: number): string[] {
  const step = stepSize(path);
  if (step === null || value % step === 0) return [];
  const whole = isMs(path)
    ? `whole ${step === minute ? 'minutes' : 'seconds'}`
    : `whole numbers${step < 1 ? ' and halves' : ''}`;
  const nearest = Math.max(step, Math.round(value / step) * step);
  return [
    `${path} is ${formatValue(path, value)}, but AWS accepts only ${whole}: use ${formatValue(path, nearest)}`,
  ];
}

/** The number of the contract, with a time also in readable units. */
const formatValue = (path: string, value: number): string =>
  isMs(path) ? `${value} (${formatQuantity(value, 'ms')})` : formatQuantity(value, unitOf(path));

const formatValues = (path: string, values: readonly number[]): string =>
  values.map((value) => formatValue(path, value)).join(', ');

/** The numbers that a deployment passes to AWS, by path. */
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
