/** Normalizes templates for committing: equal deployments give equal text on any machine and in any account. */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Asset hashes change with every build; their sources are reviewed elsewhere in a pull request. */
const assetHash = /\b[0-9a-f]{64}\b/g;
const account = /(?<=[:./-]|^)\d{12}(?=[:./-]|$)/g;

/** Written by CDK for itself; not part of the deployment. */
const ignoredKeys: readonly string[] = [
  'CDKMetadata',
  'CDKMetadataAvailable',
  'BootstrapVersion',
  'CheckBootstrapVersion',
];

/** `keep`: hashes that are not masked, such as the contract's, which every task compares with its own. */
export function normalizeTemplate(template: Json, keep: readonly string[] = []): Json {
  const mask = (text: string) =>
    text.replace(assetHash, (hash) => (keep.includes(hash) ? hash : '(asset)')).replace(account, '(account)');
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return mask(value);
    if (isJsonArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value)
      .filter(([key]) => !ignoredKeys.includes(key) && !key.startsWith('aws:asset:'))
      .map(([key, inner]): [string, Json] => [mask(key), walk(inner)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return walk(template);
}

export const formatTemplate = (template: Json): string => `${JSON.stringify(template, null, 2)}\n`;

/** Array.isArray does not narrow to a read-only array. */
export const isJsonArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The value itself, or an empty object if it is none. */
export const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !isJsonArray(value) ? value : {};
