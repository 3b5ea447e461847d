import type { NumberQuestion } from '../core/settings.ts';
import type { NumberEstimate } from '../core/turn-outcome.ts';
import { type Members, optionalText, ReplyProblem } from '../prompting/reply-members.ts';
import { estimateMax } from './pool-numbers.ts';

/** The members "number", "interval" and "unit". A unit may be left out, but not be another one. */
export function parseEstimate(data: Members, { unit, tolerance }: NumberQuestion): NumberEstimate {
  const given = optionalText(data, 'unit');
  if (given !== null && normalizeUnit(given) !== normalizeUnit(unit))
    throw new ReplyProblem(`"unit" must be ${JSON.stringify(unit)}`);
  const value = parseNumber(data.number, unit, '"number" must be a number');
  const [first, second] = parseInterval(data.interval, unit);
  const [low, high] = first <= second ? [first, second] : [second, first];
  if (value < low || value > high) throw new ReplyProblem('"number" must be within "interval"');
  return { value, low, high, unit, tolerance };
}

const normalizeUnit = (text: string): string => text.toLowerCase().replace(/[\s.]/g, '');

const intervalProblem = '"interval" must be a list of two numbers, the lower and the upper bound';

/** A list, an object with bounds, or `10 to 20`. */
function parseInterval(interval: unknown, unit: string): readonly [number, number] {
  const parts = listBounds(interval);
  if (parts.length !== 2) throw new ReplyProblem(intervalProblem);
  const [low, high] = parts;
  return [parseNumber(low, unit, intervalProblem), parseNumber(high, unit, intervalProblem)];
}

function listBounds(interval: unknown): readonly unknown[] {
  if (Array.isArray(interval)) return interval;
  if (typeof interval === 'string') return interval.slice(0, numberCharsMax * 2).split(/\bto\b|–|\.\.\.?/);
  return typeof interval === 'object' && interval !== null ? Object.values(interval) : [];
}

const numberCharsMax = 100;

/** A number, or a text such as `about 1,200 weeks`. A comma only separates thousands. */
function parseNumber(value: unknown, unit: string, problem: string): number {
  const number = typeof value === 'string' ? readNumber(value.trim(), unit) : value;
  // Adding zero makes -0 a zero.
  if (typeof number === 'number' && Math.abs(number) <= estimateMax) return number + 0;
  throw new ReplyProblem(`${problem} of at most ${estimateMax}`);
}

function readNumber(text: string, unit: string): number | null {
  if (text.length > numberCharsMax + unit.length) return null;
  const bare = text
    .toLowerCase()
    .replace(/^(?:about|approximately|roughly|ca\.?|~|≈)\s*/, '')
    .replace(unit.toLowerCase(), '')
    .trim();
  if (/^[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)) return toNumber(bare.replaceAll(',', ''));
  return /^[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d{1,2})?$/.test(bare) ? toNumber(bare) : null;
}

const toNumber = (digits: string): number => Number(digits.replace('−', '-'));
