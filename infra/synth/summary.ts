import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { databaseIn, lostDebates } from '../checks/database-change.ts';
import { type Change, type ChangeKind, describeResource, formatChanges } from './changes.ts';
import { flattenTemplate } from './flatten.ts';
import { formatInventory } from './inventory.ts';
import { asObject, type Json, type JsonObject } from './normalize.ts';
import { permissionChanges } from './permissions.ts';
import { policyChanges } from './policies.ts';
import { strandedTargetGroups } from './target-groups.ts';
import { rewrittenRules } from './traffic.ts';

/** How a template change affects operation, as Markdown for a pull request; the most severe first. */
export function summarizeProfile(
  profile: string,
  before: JsonObject | null,
  after: JsonObject | null,
): string {
  if (after === null)
    return `### ${profile}\n\n${removedProfile}: ${formatInventory(before ?? {}).join('\n\n')}\n`;
  if (before === null) return `### ${profile}\n\nNew profile: ${formatInventory(after).join('\n\n')}\n`;
  const changes = listChanges(before, after);
  if (changes.length === 0) return `### ${profile}\n\nNothing changes.\n`;
  return `### ${profile}\n\n${formatChanges(changes).join('\n')}`;
}

const removedProfile = 'Profile removed; its resources stay in AWS until the stack is deleted';

function listChanges(before: JsonObject, after: JsonObject): Change[] {
  const diff = fullDiff(before, after);
  const changes: Change[] = [];
  diff.resources.forEachDifference((id, change) => {
    const { oldResourceType: oldType, newResourceType: newType } = change;
    const type = newType ?? oldType ?? '';
    if (change.isUpdate && oldType !== newType) {
      const text = `becomes ${newType}, and CloudFormation refuses to change the type of a resource`;
      changes.push({ kind: 'fails', resource: describeResource(id, oldType), text });
      return;
    }
    const resource = describeResource(id, type);
    const isRevision = versionedTypes.includes(type) && change.isUpdate;
    if (!isRevision) changes.push(...describeImpact(resource, change.changeImpact, type));
    if (change.isUpdate)
      for (const { path, before: was, after: is } of changedSettings(
        resourceProperties(before, id),
        resourceProperties(after, id),
      ))
        changes.push({ kind: classifySetting(path), resource, text: `${path}: ${was} → ${is}` });
  });
  const { widened, narrowed } = permissionChanges(diff);
  return [
    ...strandedTargetGroups(before, after, diff),
    ...databaseChanges(before, after),
    ...rewrittenRules(before, after, diff).map(
      (id): Change => ({ kind: 'traffic', resource: null, text: trafficWarning(id) }),
    ),
    ...policyChanges(before, after),
    ...changes,
    ...widened.map((text): Change => ({ kind: 'widened', resource: null, text })),
    ...narrowed.map((text): Change => ({ kind: 'narrowed', resource: null, text })),
  ];
}

/** A deployment that would leave its debates behind. */
function databaseChanges(before: JsonObject, after: JsonObject): Change[] {
  const old = databaseIn(before);
  const reason = lostDebates(old, databaseIn(after));
  if (old === null || reason === null) return [];
  const text = `would leave its data behind, and \`cdk synth\` **refuses** it where it is deployed: ${reason}`;
  return [{ kind: 'lost', resource: `\`${old.id}\``, text }];
}

const trafficWarning = (id: string): string =>
  `\`${id}\` is rewritten, which moves all traffic **back to blue**: see Upgrade in infra/README.md before you deploy`;

/** Replacing or destroying one of these loses what it holds. */
const keepsData =
  /^AWS::(?:RDS::DB(?:Cluster|Instance)|SecretsManager::Secret|S3::Bucket|DynamoDB::Table|EFS::FileSystem)$/;

/** What callers connect to, or the names that lead there. */
const carriesTraffic =
  /^AWS::(?:CloudFront::Distribution|ElasticLoadBalancingV2::LoadBalancer|Route53::RecordSet)$/;

/** A change to one of these creates a new revision; the old one is deleted when it is no longer in use. */
const versionedTypes: readonly string[] = ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Version'];

function describeImpact(resource: string, impact: ResourceImpact, type: string): Change[] {
  const kind = keepsData.test(type) ? 'lost' : carriesTraffic.test(type) ? 'traffic' : 'replaced';
  switch (impact) {
    case ResourceImpact.WILL_REPLACE:
      return [{ kind, resource, text: `is **replaced**${effectOfReplacement(kind)}` }];
    case ResourceImpact.MAY_REPLACE:
      return [{ kind, resource, text: 'may be **replaced**' }];
    case ResourceImpact.WILL_DESTROY:
      return [{ kind, resource, text: `is **destroyed**${kind === 'traffic' ? ': its address ends' : ''}` }];
    case ResourceImpact.WILL_ORPHAN:
      return [
        {
          kind: 'replaced',
          resource,
          text: 'is **left behind**: it stays in the account, but is no longer managed',
        },
      ];
    case ResourceImpact.WILL_CREATE:
      return [{ kind: 'added', resource, text: '' }];
    default:
      return [];
  }
}

function effectOfReplacement(kind: ChangeKind): string {
  if (kind === 'lost') return ': the new one has none of its data';
  return kind === 'traffic' ? ': its address changes' : '';
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
const hashPattern = /\b[0-9a-f]{64}\b/g;

const formatSetting = (value: string | undefined): string => {
  if (value === undefined) return 'not set';
  const folded = value.replaceAll(hashPattern, (hash) => `${hash.slice(0, 8)}…`);
  return `\`${folded.length > settingCharsMax ? `${folded.slice(0, settingCharsMax)}…` : folded}\``;
};

const timePattern =
  /timeout|delay|interval|period|grace|idle|keep_?alive|cooldown|duration|seconds|minutes|retention/i;
const capacityPattern =
  /capacity|count|cpu|memory|maximum|minimum|percent|threshold|limit|size|target_?value|concurrency/i;

/** What protects data and traffic, and what decides who reaches whom. */
const safeguards: readonly RegExp[] = [
  /DeletionProtection|Encrypted|PubliclyAccessible|DATABASE_/,
  /CircuitBreaker|Alarms|AlarmActions|TreatMissingData|HealthCheckPath/,
  /^Scheme|AssignPublicIp|SecurityGroup|Subnets|AssumeRolePolicyDocument/,
  /ViewerProtocolPolicy|CachePolicyId|WebACLArn|^Rules\.[\w-]+\.Action/,
  /^(?:Port|Protocol|SslPolicy)$|^Certificates\.|AggregateKeyType|ForwardedIPConfig|TRUSTED_PROXIES/,
  /Capabilities|\.(?:User|ReadonlyRootFilesystem)$/,
];

function classifySetting(path: string): ChangeKind {
  if (safeguards.some((pattern) => pattern.test(path))) return 'safeguard';
  if (timePattern.test(path)) return 'time';
  return capacityPattern.test(path) ? 'capacity' : 'other';
}
