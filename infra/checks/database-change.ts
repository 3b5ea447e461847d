import { asObject, type JsonObject } from '../synth/normalize.ts';

/** The database that a deployment makes for itself. */
export interface OwnDatabase {
  /** Logical id: another one is another database. */
  readonly id: string;
  readonly kind: 'aurora' | 'rds';
  /** ARN of the snapshot that it was restored from; null: it began empty. */
  readonly snapshot: string | null;
  /** KmsKeyId as JSON; null: the key of AWS. */
  readonly key: string | null;
}

/** That of a template; null: it uses one that exists already. */
export function databaseIn(template: JsonObject): OwnDatabase | null {
  for (const [id, resource] of Object.entries(asObject(template.Resources))) {
    const { Type, Properties } = asObject(resource);
    const { DBClusterIdentifier, SnapshotIdentifier = null, KmsKeyId } = asObject(Properties);
    const isMember = DBClusterIdentifier !== undefined;
    const kind = Type === 'AWS::RDS::DBCluster' ? 'aurora' : Type === 'AWS::RDS::DBInstance' ? 'rds' : null;
    if (kind === null || isMember) continue;
    const snapshot = typeof SnapshotIdentifier === 'string' ? SnapshotIdentifier : null;
    return { id, kind, snapshot, key: KmsKeyId === undefined ? null : JSON.stringify(KmsKeyId) };
  }
  return null;
}

const runbook = 'infra/README.md, Grow';

/** Why the debates of a deployment would stay in its old database, with the fix; null: they would not. */
export function lostDebates(before: OwnDatabase | null, after: OwnDatabase | null): string | null {
  // To use a database that exists already is a decision, which names it.
  if (before === null || after === null) return null;
  const isOther = before.id !== after.id || before.kind !== after.kind;
  if (after.kind === 'rds' && before.kind === 'aurora')
    return (
      'the debates are in Aurora, RDS would begin empty, and it restores no snapshot of Aurora: keep ' +
      'deployment.database.kind aurora, or make a second deployment with -c name= and copy the database with pg_dump'
    );
  if (isOther && after.snapshot === null)
    return before.snapshot === null
      ? `the debates are in ${before.kind === 'rds' ? 'RDS' : 'another database'}, and Aurora would begin empty: ` +
          `make a snapshot, and add -c database-from=ARN (${runbook})`
      : `the debates are in a database that began as a snapshot, and a new one would begin empty: keep -c ` +
          `database-from=${before.snapshot}`;
  if (!isOther && before.snapshot !== after.snapshot)
    return (
      'another snapshot replaces the database, and what was written since it was made is left behind: keep -c ' +
      `database-from=${before.snapshot}, or use the restored one with -c database=ADDRESS`
    );
  if (!isOther && before.key !== after.key)
    return (
      'another key replaces the database, which would begin empty: keep deployment.account.kmsKeyArn as it was, or ' +
      `make a second deployment with -c name= and -c database-from=ARN (${runbook})`
    );
  return null;
}
