import { limits } from '../../../infra/limits.ts';
import { stepOf } from '../../../infra/ranges.ts';
import { type Changes, refusalsOf } from './changes.ts';

/** Numbers that an option may be, at the ends of its range, and the next ones, which are refused. */
export interface Ends {
  readonly fits: readonly number[];
  readonly refused: readonly number[];
}

/** What has no limit is synthesized with this. */
const unlimited = 2 ** 31 - 1;
const smallestPart = 0.05;

/** How far one number may be changed, all else being as in `start`. `usual` is a value that it may have. */
export function endsOf(path: string, usual: number, start: Changes): Ends {
  const isAccepted = (value: number) => refusalsOf({ ...start, [path]: value }).length === 0;
  const limit = limits[path] ?? {};
  if ('oneOf' in limit) {
    const accepted = limit.oneOf.filter(isAccepted);
    const refused = limit.oneOf.filter((value) => !accepted.includes(value));
    return { fits: [...accepted.slice(0, 1), ...accepted.slice(-1)], refused: [...refused, usual + 0.5] };
  }
  const { least = 0, most, also = [] } = limit;
  const part = stepOf(path) ?? smallestPart;
  const top = most ?? Math.floor(unlimited / part) * part;
  const outside = [least - part, ...(most === undefined ? [] : [most + part])];
  if (also.includes(usual)) {
    const all = [least, top, ...also];
    return { fits: all.filter(isAccepted), refused: [...outside, ...all.filter((one) => !isAccepted(one))] };
  }
  const low = isAccepted(least) ? least : lastAccepted(usual, least, -part, isAccepted);
  const high = isAccepted(top) ? top : lastAccepted(usual, top, part, isAccepted);
  return {
    fits: [low, high],
    refused: [...outside, ...(low === least ? [] : [low - part]), ...(high === top ? [] : [high + part])],
  };
}

/** The last number of those from one that is accepted to one that is not, in steps. */
function lastAccepted(
  accepted: number,
  refused: number,
  step: number,
  isAccepted: (value: number) => boolean,
): number {
  let [near, far] = [0, Math.ceil((refused - accepted) / step)];
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (isAccepted(accepted + middle * step)) near = middle;
    else far = middle;
  }
  return accepted + near * step;
}
