import type { DebateSettings, Seat } from '../core/settings.ts';
import type { TokenPrice } from '../cost/price.ts';
import { joinNames } from './record-text.ts';

type Panel = Pick<DebateSettings, 'panel' | 'judge' | 'rounds'>;

/**
 * What is known to weaken a debate, in sentences, known before it starts. Prices change, so the settings keep the
 * warnings of their creation. Rehearsal seats are not models and get none.
 */
export function panelWarnings(
  { panel, judge, rounds }: Panel,
  priceOf: (model: string) => TokenPrice = () => null,
): readonly string[] {
  const seats = panel.filter(isModel);
  return [
    ...warnOfOneModel(seats, judge),
    ...warnOfRelatedJudge(seats, judge),
    ...warnOfStrengthGap(seats, priceOf),
    ...(rounds > 1 ? warnOfSmallModels(seats, priceOf) : []),
  ];
}

const isModel = ({ model }: Seat): boolean => !/^rehearsal(?:\?|$)/.test(model);

const isOneModel = (seats: readonly Seat[]): boolean =>
  seats.length > 1 && seats.every(({ model }) => model === seats[0]?.model);

function warnOfOneModel(seats: readonly Seat[], judge: Seat): readonly string[] {
  if (!isOneModel([...seats, judge]) || seats.length < 2) return [];
  return [
    `All agents and the judge are one model, ${judge.model}: they share its errors, so their agreement says little. ` +
      'Use models of different families.',
  ];
}

function warnOfRelatedJudge(seats: readonly Seat[], judge: Seat): readonly string[] {
  if (!isModel(judge) || isOneModel([...seats, judge])) return [];
  const related = seats.filter(({ model }) => familyOf(model) === familyOf(judge.model));
  if (related.length === 0) return [];
  const names = joinNames(related.map(({ name }) => name));
  return [
    `The judge, ${judge.model}, is of the same model family as ${names}: judges tend to prefer answers of their own ` +
      'family. Use a judge of another family.',
  ];
}

/**
 * `claude` for `anthropic:claude-sonnet-5` and `bedrock:global.anthropic.claude-haiku-4-5`: the first word of the name,
 * without provider, path, region and vendor. What follows is a version or a size.
 */
function familyOf(model: string): string {
  const name = model.replace(/^[^:]*:/, '').toLowerCase();
  const last =
    name
      .split('/')
      .at(-1)
      ?.replace(/^(?:[a-z-]+\.)+(?=[a-z])/, '') ?? name;
  return /^[a-z]+/.exec(last)?.[0] ?? name;
}

/** The ratio of two prices from which the dearer model is taken to be much stronger. */
const priceRatioMax = 10;

function warnOfStrengthGap(
  seats: readonly Seat[],
  priceOf: (model: string) => TokenPrice,
): readonly string[] {
  const priced = seats
    .map(({ name, model }) => ({ name, model, usd: priceOf(model)?.outputUsd ?? 0 }))
    .filter(({ usd }) => usd > 0)
    .sort((a, b) => a.usd - b.usd);
  const [low, high] = [priced[0], priced.at(-1)];
  if (!low || !high || high.usd <= low.usd * priceRatioMax) return [];
  return [
    `${high.name} (${high.model}) costs ${Math.round(high.usd / low.usd)} times as much as ${low.name} ` +
      `(${low.model}): models that differ this much in strength rarely gain from a debate. ` +
      'Use models of similar strength.',
  ];
}

/** USD per million output tokens, below which a model counts as small. */
const smallPriceUsd = 1;
const smallBillionsMax = 8;
const smallWords = new Set(['mini', 'nano', 'micro', 'haiku', 'flash', 'lite', 'small', 'tiny']);

function isSmall(model: string, price: TokenPrice): boolean {
  const words = model.toLowerCase().split(/[^a-z0-9.]+/);
  const hasSmallSize = words.some((word) => {
    const billions = /^(\d+(?:\.\d+)?)b$/.exec(word)?.[1];
    return billions !== undefined && Number(billions) <= smallBillionsMax;
  });
  return (
    (price !== null && price.outputUsd < smallPriceUsd) ||
    hasSmallSize ||
    words.some((word) => smallWords.has(word))
  );
}

function warnOfSmallModels(
  seats: readonly Seat[],
  priceOf: (model: string) => TokenPrice,
): readonly string[] {
  const models = [...new Set(seats.map(({ model }) => model))].filter((model) =>
    isSmall(model, priceOf(model)),
  );
  if (models.length === 0) return [];
  const names = joinNames(models);
  return [
    `Small models (${names}) tend to talk each other out of right answers when they debate for more than one round. ` +
      'Use one round, or larger models.',
  ];
}
