import type { ModelPrice } from '../../debate/cost/price.ts';
import { member } from '../providers/json-member.ts';

/** A model as a server lists it. */
export interface ListedModel {
  readonly name: string;
  readonly price: ModelPrice | null;
  /** Tokens of prompt and reply together; null: not stated. */
  readonly contextTokens: number | null;
}

/** A longer list is cut. */
const modelsMax = 2000;

/**
 * The models that can write text, from a list as servers send it: `{ data: [{ id }] }` as OpenAI, or
 * `{ models: [{ name }] }` as Ollama, or a bare list of objects or names. Null: the answer is no such list.
 */
export function parseModelList(body: unknown): ReadonlyMap<string, ListedModel> | null {
  const lists = [body, member(body, 'data'), member(body, 'models')].filter(Array.isArray);
  if (lists.length === 0) return null;
  const models = new Map<string, ListedModel>();
  for (const item of lists.flat().slice(0, modelsMax)) {
    const name = findName(item);
    if (name === null || models.has(name) || !writesText(item, name)) continue;
    models.set(name, { name, price: readPrice(item), contextTokens: findContextTokens(item) });
  }
  return models;
}

/** A name as a seat can have it: visible ASCII. */
function findName(item: unknown): string | null {
  const names = [item, member(item, 'id'), member(item, 'name'), member(item, 'model')];
  const name = names.find((value) => typeof value === 'string' && value !== '');
  return typeof name === 'string' && /^[\x21-\x7e]{1,180}$/.test(name) ? name : null;
}

function writesText(item: unknown, name: string): boolean {
  const outputs = member(member(item, 'architecture'), 'output_modalities');
  if (Array.isArray(outputs) && !outputs.includes('text')) return false;
  return !/embed|bge-|minilm/i.test(name);
}

/** OpenRouter states USD per token as text, and a negative price where it depends on the model it chooses. */
function readPrice(item: unknown): ModelPrice | null {
  const pricing = member(item, 'pricing');
  const inputUsd = toUsdPerMillion(member(pricing, 'prompt'));
  const outputUsd = toUsdPerMillion(member(pricing, 'completion'));
  if (inputUsd === null || outputUsd === null) return null;
  const cachedInputUsd = toUsdPerMillion(member(pricing, 'input_cache_read'));
  const cacheWriteUsd = toUsdPerMillion(member(pricing, 'input_cache_write'));
  return {
    inputUsd,
    outputUsd,
    ...(cachedInputUsd !== null && { cachedInputUsd }),
    ...(cacheWriteUsd !== null && { cacheWriteUsd }),
  };
}

function toUsdPerMillion(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(value)) return null;
  // Rounded, because 0.0000006 * 1e6 is not exactly 0.6.
  const usd = Number((Number(value) * 1e6).toFixed(6));
  return Number.isFinite(usd) ? usd : null;
}

/** OpenRouter, vLLM, Groq and LM Studio, in this order. */
const contextMembers = ['context_length', 'max_model_len', 'context_window', 'max_context_length'];

function findContextTokens(item: unknown): number | null {
  const counts = contextMembers.map((name) => member(item, name));
  const count = counts.find((value) => Number.isSafeInteger(value) && Number(value) > 0);
  return typeof count === 'number' ? count : null;
}
