import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { inventory } from './inventory.ts';
import { leaves } from './leaves.ts';
import { type Json, objectOf, type Template } from './normalise.ts';
import { permissions } from './permissions.ts';
import { rulesReset } from './traffic.ts';

/** The templates of one profile, by stack. */
export type Templates = Readonly<Record<string, Json>>;

/** One line of the summary. */
interface Change {
  readonly kind: Kind;
  readonly text: string;
}

const kinds = {
  lost: 'Replaced or destroyed',
  widened: 'Permissions widened',
  narrowed: 'Permissions narrowed',
  time: 'Times',
  capacity: 'Capacity',
  made: 'New',
  other: 'Other settings',
} as const;
type Kind = keyof typeof kinds;

/** What a change of the templates means in operation, as Markdown for a pull request; what weighs most comes first. */
export function summaryOf(profile: string, before: Templates, after: Templates): string {
  if (Object.keys(before).length === 0)
    return `### ${profile}\n\nNew profile: ${inventory(after).join('\n\n')}\n`;
  if (Object.keys(after).length === 0)
    return `### ${profile}\n\n${gone}: ${inventory(before).join('\n\n')}\n`;
  const stacks = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changes = stacks.flatMap((stack) => changesOf(objectOf(before[stack]), objectOf(after[stack])));
  if (changes.length === 0) return `### ${profile}\n\nNothing changes.\n`;
  const sections = Object.entries(kinds).flatMap(([kind, title]) => {
    const own = changes.filter((change) => change.kind === kind);
    return own.length === 0 ? [] : [`**${title}**\n\n${own.map(({ text }) => `- ${text}`).join('\n')}\n`];
  });
  return `### ${profile}\n\n${sections.join('\n')}`;
}

const gone = 'No profile any more; what was deployed stays in AWS until its stacks are deleted';

function changesOf(before: Template, after: Template): Change[] {
  const diff = fullDiff(before, after);
  const changes: Change[] = [];
  diff.resources.forEachDifference((id, change) => {
    const what = `\`${id}\` (${change.resourceType})`;
    const isRevision = revised.includes(change.resourceType ?? '') && change.isUpdate;
    changes.push(...(isRevision ? [] : fate(what, change.changeImpact)));
    if (change.isUpdate)
      for (const line of settings(resource(before, id), resource(after, id)))
        changes.push({
          kind: kindOf(line.path),
          text: `${what} ${line.path}: ${line.before} → ${line.after}`,
        });
  });
  const { widened, narrowed } = permissions(diff);
  return [
    ...rulesReset(before, after, diff).map((id): Change => ({ kind: 'lost', text: backToBlue(id) })),
    ...changes,
    ...widened.map((text): Change => ({ kind: 'widened', text })),
    ...narrowed.map((text): Change => ({ kind: 'narrowed', text })),
  ];
}

const backToBlue = (id: string): string =>
  `\`${id}\` is written again, and with it all traffic goes **back to blue**: see Upgrade in infra/README.md before ` +
  'you deploy';

/** A change makes a new revision of these; the old one goes when nothing runs it any more. */
const revised: readonly string[] = ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Version'];

function fate(what: string, impact: ResourceImpact): Change[] {
  switch (impact) {
    case ResourceImpact.WILL_REPLACE:
      return [
        { kind: 'lost', text: `${what} is **replaced**: what it holds is lost, or its address changes` },
      ];
    case ResourceImpact.MAY_REPLACE:
      return [{ kind: 'lost', text: `${what} may be **replaced**` }];
    case ResourceImpact.WILL_DESTROY:
      return [{ kind: 'lost', text: `${what} is **destroyed**` }];
    case ResourceImpact.WILL_ORPHAN:
      return [
        { kind: 'lost', text: `${what} is **left behind**: it stays in the account, and is managed no more` },
      ];
    case ResourceImpact.WILL_CREATE:
      return [{ kind: 'made', text: what }];
    default:
      return [];
  }
}

const resource = (template: Template, id: string): Json | undefined =>
  objectOf(objectOf(template.Resources)[id]).Properties;

interface Setting {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function settings(before: Json | undefined, after: Json | undefined): Setting[] {
  const [old, now] = [leaves(before), leaves(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: shown(old.get(path)), after: shown(now.get(path)) }));
}

const longest = 80;

const shown = (value: string | undefined): string => {
  if (value === undefined) return 'not set';
  return `\`${value.length > longest ? `${value.slice(0, longest)}…` : value}\``;
};

const time =
  /timeout|delay|interval|period|grace|idle|keep_?alive|cooldown|duration|seconds|minutes|retention/i;
const capacity =
  /capacity|count|cpu|memory|maximum|minimum|percent|threshold|limit|size|target_?value|concurrency/i;

function kindOf(path: string): Kind {
  if (time.test(path)) return 'time';
  return capacity.test(path) ? 'capacity' : 'other';
}
