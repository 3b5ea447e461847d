import { type ProviderName, providerNames } from './prices.ts';
import { type RehearsalOptions, readRehearsalOptions } from './rehearsal/options.ts';

/** What a seat's `provider:model` names. */
export type ModelId =
  | { readonly provider: 'rehearsal'; readonly options: RehearsalOptions }
  | { readonly provider: ProviderName; readonly name: string };

/** Reads `provider:model`, `rehearsal` or `rehearsal?seed=7`; else says what is wrong with it. */
export function parseModelId(model: string, charsMax: number): ModelId | string {
  if (model.length > charsMax) return `a model's name may have ${charsMax} characters, not ${model.length}`;
  if (!/^[\x21-\x7e]+$/.test(model))
    return "a model's name consists of visible ASCII characters without spaces";
  const [head] = model.split(/[:?]/, 1);
  if (head === 'rehearsal') return parseRehearsalId(model);
  const provider = providerNames.find((known) => known === head);
  if (!provider) return `"${head}" is no provider; there are rehearsal, ${providerNames.join(', ')}`;
  const name = model.slice(provider.length + 1);
  if (!model.startsWith(`${provider}:`) || name === '')
    return `"${model}" lacks a model: write ${provider}:MODEL`;
  return { provider, name };
}

function parseRehearsalId(model: string): ModelId | string {
  if (model.includes(':')) return 'rehearsal has no models: write rehearsal, or rehearsal?seed=7';
  const options = readRehearsalOptions(model.slice('rehearsal?'.length));
  return typeof options === 'string' ? options : { provider: 'rehearsal', options };
}
