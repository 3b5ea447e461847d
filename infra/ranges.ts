import type { Contract } from '../app/contract/contract.ts';
import { amount, unitOf } from './cli/table.ts';
import { type Limit, limits } from './limits.ts';

const second = 1000;
const minute = 60 * second;

/** Times that no service of AWS is given, or that one takes as exactly as they are. */
const exact = /^deployment\.(?:container\.boot|database\.resume|function\.answer)Ms$|Ms[A-Z]\w+$/;
/** Shares, and what alarms and scaling go by: AWS takes them with any parts. */
const parted = /^deployment\.(?:rollout\.canaryPercent|scaling\.(?!\w*Ms)\w+|alarms\.\w+Max)$/;
const inHalves = /^deployment\.database\.capacity(?:Min|Max)$/;
const inMinutes = /^deployment\.(?:rollout\.\w+|alarms\.period)Ms$/;

/** Numbers that AWS refuses, or that CDK stumbles over: a sentence each, with what to write instead. */
export const rangeFaults = (contract: Contract): string[] =>
  numbersFor(contract).flatMap(([path, value]) =>
    [...ofLimit(path, value, limits[path] ?? {}), ...ofSteps(path, value)].slice(0, 1),
  );

/** What AWS counts a number in: whole seconds, minutes, units or halves; null: it takes any. */
export function stepOf(path: string): number | null {
  if (exact.test(path) || parted.test(path)) return null;
  if (isMs(path)) return inMinutes.test(path) ? minute : second;
  return inHalves.test(path) ? 0.5 : 1;
}

const isMs = (path: string): boolean => /Ms(?:[A-Z]\w+)?$/.test(path);

function ofLimit(path: string, value: number, limit: Limit): string[] {
  if ('oneOf' in limit) return notOneOf(path, value, limit.oneOf);
  const { least = 0, most = Number.POSITIVE_INFINITY, also = [] } = limit;
  if ((value >= least && value <= most) || also.includes(value)) return [];
  const to = most === Number.POSITIVE_INFINITY ? ' at least' : ` to ${said(path, most)}`;
  const others = also.length === 0 ? '' : `${listed(path, also)} or `;
  return [
    `${path} is ${said(path, value)}, and AWS takes ${others}${said(path, least)}${to}: write one of these`,
  ];
}

/** `why` says with what else this list of values goes. */
export function notOneOf(path: string, value: number, known: readonly number[], why = ''): string[] {
  if (known.includes(value)) return [];
  const below = known.filter((one) => one < value);
  const above = known.filter((one) => one > value);
  const nearest = [...below.slice(-1), ...above.slice(0, 1)].map((one) => said(path, one)).join(' or ');
  return [`${path} is ${said(path, value)}, and AWS takes ${listed(path, known)}${why}: write ${nearest}`];
}

function ofSteps(path: string, value: number): string[] {
  const step = stepOf(path);
  if (step === null || value % step === 0) return [];
  const whole = isMs(path)
    ? `whole ${step === minute ? 'minutes' : 'seconds'}`
    : `whole numbers${step < 1 ? ' and halves' : ''}`;
  const nearest = Math.max(step, Math.round(value / step) * step);
  return [`${path} is ${said(path, value)}, and AWS takes ${whole}: write ${said(path, nearest)}`];
}

/** As a person would write it, with the number that stands in the contract. */
const said = (path: string, value: number): string =>
  isMs(path) ? `${value} (${amount(value, 'ms')})` : amount(value, unitOf(path));

const listed = (path: string, values: readonly number[]): string =>
  values.map((value) => said(path, value)).join(', ');

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
