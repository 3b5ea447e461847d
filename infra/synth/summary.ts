import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { flattenTemplate } from './flatten.ts';
import { formatInventory } from './inventory.ts';
import { asObject, type Json, type JsonObject } from './normalize.ts';
import { permissionChanges } from './permissions.ts';
import { rewrittenRules } from './traffic.ts';

/** The templates of one profile, by stack. */
export type Templates = Readonly<Record<string, Json>>;

/** One line of the summary. */
interface Change {
  readonly kind: ChangeKind;
  readonly text: string;
}

const changeKinds = {
  replaced: 'Replaced or destroyed',
  widened: 'Permissions widened',
  narrowed: 'Permissions narrowed',
  time: 'Times',
  capacity: 'Capacity',
  added: 'New',
  other: 'Other settings',
} as const;
type ChangeKind = keyof typeof changeKinds;

/** How a template change affects operation, as Markdown for a pull request; the most severe first. */
export function summarizeProfile(profile: string, before: Templates, after: Templates): string {
  if (Object.keys(before).length === 0)
    return `### ${profile}\n\nNew profile: ${formatInventory(after).join('\n\n')}\n`;
  if (Object.keys(after).length === 0)
    return `### ${profile}\n\n${removedProfile}: ${formatInventory(before).join('\n\n')}\n`;
  const stacks = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changes = stacks.flatMap((stack) => listChanges(asObject(before[stack]), asObject(after[stack])));
  if (changes.length === 0) return `### ${profile}\n\nNothing changes.\n`;
  const sections = Object.entries(changeKinds).flatMap(([kind, title]) => {
    const matching = changes.filter((change) => change.kind === kind);
    return matching.length === 0
      ? []
      : [`**${title}**\n\n${matching.map(({ text }) => `- ${text}`).join('\n')}\n`];
  });
  return `### ${profile}\n\n${sections.join('\n')}`;
}

const removedProfile = 'Profile removed; its resources stay in AWS until the stacks are deleted';

function listChanges(before: JsonObject, after: JsonObject): Change[] {
  const diff = fullDiff(before, after);
  const changes: Change[] = [];
  diff.resources.forEachDifference((id, change) => {
    const what = `\`${id}\` (${change.resourceType})`;
    const isRevision = versionedTypes.includes(change.resourceType ?? '') && change.isUpdate;
    changes.push(...(isRevision ? [] : describeImpact(what, change.changeImpact)));
    if (change.isUpdate)
      for (const line of changedSettings(resourceProperties(before, id), resourceProperties(after, id)))
        changes.push({
          kind: classifySetting(line.path),
          text: `${what} ${line.path}: ${line.before} → ${line.after}`,
        });
  });
  const { widened, narrowed } = permissionChanges(diff);
  return [
    ...rewrittenRules(before, after, diff).map(
      (id): Change => ({ kind: 'replaced', text: trafficWarning(id) }),
    ),
    ...changes,
    ...widened.map((text): Change => ({ kind: 'widened', text })),
    ...narrowed.map((text): Change => ({ kind: 'narrowed', text })),
  ];
}

const trafficWarning = (id: string): string =>
  `\`${id}\` is rewritten, which moves all traffic **back to blue**: see Upgrade in infra/README.md before you deploy`;

/** A change to one of these creates a new revision; the old one is deleted when it is no longer in use. */
const versionedTypes: readonly string[] = ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Version'];

function describeImpact(what: string, impact: ResourceImpact): Change[] {
  switch (impact) {
    case ResourceImpact.WILL_REPLACE:
      return [
        { kind: 'replaced', text: `${what} is **replaced**: its data is lost, or its address changes` },
      ];
    case ResourceImpact.MAY_REPLACE:
      return [{ kind: 'replaced', text: `${what} may be **replaced**` }];
    case ResourceImpact.WILL_DESTROY:
      return [{ kind: 'replaced', text: `${what} is **destroyed**` }];
    case ResourceImpact.WILL_ORPHAN:
      return [
        {
          kind: 'replaced',
          text: `${what} is **left behind**: it stays in the account, but is no longer managed`,
        },
      ];
    case ResourceImpact.WILL_CREATE:
      return [{ kind: 'added', text: what }];
    default:
      return [];
  }
}

const resourceProperties = (template: JsonObject, id: string): Json | undefined =>
  asObject(asObject(template.Resources)[id]).Properties;

interface Setting {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function changedSettings(before: Json | undefined, after: Json | undefined): Setting[] {
  const [old, now] = [flattenTemplate(before), flattenTemplate(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: formatSetting(old.get(path)), after: formatSetting(now.get(path)) }));
}

const settingCharsMax = 80;

const formatSetting = (value: string | undefined): string => {
  if (value === undefined) return 'not set';
  return `\`${value.length > settingCharsMax ? `${value.slice(0, settingCharsMax)}…` : value}\``;
};

const timePattern =
  /timeout|delay|interval|period|grace|idle|keep_?alive|cooldown|duration|seconds|minutes|retention/i;
const capacityPattern =
  /capacity|count|cpu|memory|maximum|minimum|percent|threshold|limit|size|target_?value|concurrency/i;

function classifySetting(path: string): ChangeKind {
  if (timePattern.test(path)) return 'time';
  return capacityPattern.test(path) ? 'capacity' : 'other';
}
