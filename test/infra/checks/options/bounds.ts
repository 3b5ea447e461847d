import { awsLimits } from '../../../../infra/checks/aws-limits.ts';
import { stepSize } from '../../../../infra/checks/limit-errors.ts';
import { type Changes, errorsWith } from './synthesis.ts';

/** The smallest and largest accepted numbers of an option, and the rejected ones next to them. */
export interface Bounds {
  readonly accepted: readonly number[];
  readonly rejected: readonly number[];
}

/** Used as the largest value of an option without a limit. */
const unlimited = 2 ** 31 - 1;
const smallestFraction = 0.05;

/** How far one number may be changed when all others are as in `start`. `initial` is an accepted value. */
export function findBounds(path: string, initial: number, start: Changes): Bounds {
  const isAccepted = (value: number) => errorsWith({ ...start, [path]: value }).length === 0;
  const limit = awsLimits[path] ?? {};
  if ('oneOf' in limit) {
    const accepted = limit.oneOf.filter(isAccepted);
    const rejected = limit.oneOf.filter((value) => !accepted.includes(value));
    return {
      accepted: [...accepted.slice(0, 1), ...accepted.slice(-1)],
      rejected: [...rejected, initial + 0.5],
    };
  }
  const { min = 0, max, also = [] } = limit;
  const step = stepSize(path) ?? smallestFraction;
  const top = max ?? Math.floor(unlimited / step) * step;
  const outside = [min - step, ...(max === undefined ? [] : [max + step])];
  if (also.includes(initial)) {
    const all = [min, top, ...also];
    return {
      accepted: all.filter(isAccepted),
      rejected: [...outside, ...all.filter((value) => !isAccepted(value))],
    };
  }
  const low = isAccepted(min) ? min : lastAccepted(initial, min, -step, isAccepted);
  const high = isAccepted(top) ? top : lastAccepted(initial, top, step, isAccepted);
  return {
    accepted: [low, high],
    rejected: [...outside, ...(low === min ? [] : [low - step]), ...(high === top ? [] : [high + step])],
  };
}

/** The last accepted number on the way from an accepted to a rejected one, by bisection. */
function lastAccepted(
  accepted: number,
  rejected: number,
  step: number,
  isAccepted: (value: number) => boolean,
): number {
  let [near, far] = [0, Math.ceil((rejected - accepted) / step)];
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (isAccepted(accepted + middle * step)) near = middle;
    else far = middle;
  }
  return accepted + near * step;
}
