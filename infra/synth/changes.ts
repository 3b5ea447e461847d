/** Kinds of changes with their titles, the worst first. */
export const changeKinds = {
  fails: 'Fails on AWS',
  lost: 'Data that can be lost',
  traffic: 'Traffic that moves',
  replaced: 'Replaced or destroyed',
  widened: 'Permissions widened',
  safeguard: 'Safeguards and reachability',
  order: 'Order that is lost',
  narrowed: 'Permissions narrowed',
  time: 'Times',
  capacity: 'Capacity',
  added: 'New',
  output: 'Outputs',
  other: 'Other settings',
} as const;

export type ChangeKind = keyof typeof changeKinds;

/** One effect of a change on one resource; null: on the deployment. */
export interface Change {
  readonly kind: ChangeKind;
  readonly resource: string | null;
  readonly text: string;
}

const resourcesNamedMax = 3;

/** Markdown sections. Equal effects on several resources have one cause, and are one line. */
export const formatChanges = (changes: readonly Change[]): string[] =>
  Object.entries(changeKinds).flatMap(([kind, title]) => {
    const matching = changes.filter((change) => change.kind === kind);
    if (matching.length === 0) return [];
    const lines = [...Map.groupBy(matching, ({ text }) => text)].map(([text, same]) => {
      const names = [...new Set(same.flatMap(({ resource }) => (resource === null ? [] : [resource])))];
      return `- ${[formatNames(names), text].filter(Boolean).join(' ')}`;
    });
    return [`**${title}**\n\n${lines.join('\n')}\n`];
  });

const formatNames = (names: readonly string[]): string =>
  names.length <= resourcesNamedMax
    ? names.join(', ')
    : `${names.slice(0, resourcesNamedMax).join(', ')} and ${names.length - resourcesNamedMax} more`;

/** Names a resource with its type. */
export const describeResource = (id: string, type: unknown): string => `\`${id}\` (${type})`;
