import { type RehearsalOptions, readRehearsalOptions } from './rehearsal/options.ts';

/** A model of a provider, or a rehearsal. */
export type ModelId =
  | { readonly options: RehearsalOptions }
  | { readonly provider: string; readonly name: string };

/** What a model name may be: `providers` are all known ones, configured or not. */
export interface ModelNameLimits {
  readonly charsMax: number;
  readonly providers: readonly string[];
}

/** Parses `provider:model`, `rehearsal` or `rehearsal?seed=7`; returns a message for anything else. */
export function parseModelId(model: string, { charsMax, providers }: ModelNameLimits): ModelId | string {
  if (model.length > charsMax)
    return `a model name may have at most ${charsMax} characters, not ${model.length}`;
  if (!/^[\x21-\x7e]+$/.test(model))
    return 'a model name must consist of visible ASCII characters without spaces';
  const [head] = model.split(/[:?]/, 1);
  if (head === 'rehearsal') return parseRehearsalId(model);
  const provider = providers.find((known) => known === head);
  if (!provider) return `unknown provider "${head}"; available: rehearsal, ${providers.join(', ')}`;
  const name = model.slice(provider.length + 1);
  if (!model.startsWith(`${provider}:`) || name === '')
    return `"${model}" names no model: write ${provider}:MODEL`;
  return { provider, name };
}

function parseRehearsalId(model: string): ModelId | string {
  if (model.includes(':')) return 'rehearsal has no models: write rehearsal or rehearsal?seed=7';
  const options = readRehearsalOptions(model.slice('rehearsal?'.length));
  return typeof options === 'string' ? options : { options };
}
