/** A template as it is committed: equal deployments give equal text, on any machine and in any account. */

export type Json = string | number | boolean | null | readonly Json[] | Template;
export type Template = { readonly [key: string]: Json };

/** Hashes of assets change with every build; what they stand for shows elsewhere in a pull request. */
const assetHash = /\b[0-9a-f]{64}\b/g;
const account = /(?<=[:./-]|^)\d{12}(?=[:./-]|$)/g;

/** What the tool writes for itself, and says nothing about the deployment. */
const noise: readonly string[] = [
  'CDKMetadata',
  'CDKMetadataAvailable',
  'BootstrapVersion',
  'CheckBootstrapVersion',
];

/** The contract's own hash is kept: it is what a task compares itself with. */
export function normalised(template: Json, keep: readonly string[] = []): Json {
  const mask = (text: string) =>
    text.replace(assetHash, (hash) => (keep.includes(hash) ? hash : '(asset)')).replace(account, '(account)');
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return mask(value);
    if (isList(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value)
      .filter(([key]) => !noise.includes(key) && !key.startsWith('aws:asset:'))
      .map(([key, inner]): [string, Json] => [mask(key), walk(inner)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return walk(template);
}

export const asText = (template: Json): string => `${JSON.stringify(template, null, 2)}\n`;

/** TypeScript's own test for arrays forgets that ours are read-only. */
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A value that may be no object, as one. */
export const objectOf = (value: Json | undefined): Template =>
  typeof value === 'object' && value !== null && !isList(value) ? value : {};
