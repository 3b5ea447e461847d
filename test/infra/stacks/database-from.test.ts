import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { readContextOptions } from '../../../infra/stacks/context-options.ts';
import { findResource, resourcesOfType, synthesize, textAt, valueAt } from '../../support/infra/stacks.ts';

const snapshot = 'arn:aws:rds:eu-central-1:111122223333:snapshot:before-aurora';

/** The option as `-c database-from=ARN` gives it. */
const databaseFrom = (arn: string) =>
  readContextOptions((key) => (key === 'database-from' ? arn : undefined), undefined).databaseFrom;

describe('a deployment with -c database-from', () => {
  const { resources } = synthesize(profile('production'), { databaseFrom: databaseFrom(snapshot) });

  test('restores its cluster from the snapshot, with the user of its own secret', () => {
    const { properties, deletionPolicy } = findResource(resources, 'RDS::DBCluster');
    expect(valueAt(properties, 'SnapshotIdentifier')).toBe(snapshot);
    // CloudFormation refuses a user name together with a snapshot.
    expect(valueAt(properties, 'MasterUsername')).toBeUndefined();
    expect(textAt(properties, 'MasterUserPassword')).toContain('DatabaseSecret');
    expect(valueAt(properties, 'StorageEncrypted')).toBe(true);
    expect(deletionPolicy).toBe('Retain');
  });

  test('is not the resource that it replaces, so that the old database stays', () => {
    const { resources: starter } = synthesize(profile('starter'));
    const before = findResource(starter, 'RDS::DBInstance');
    expect(before.deletionPolicy).toBe('Retain');
    expect(resources.map(({ id }) => id)).not.toContain(before.id);
  });

  test('points its tasks to the restored cluster', () => {
    const cluster = findResource(resources, 'RDS::DBCluster').id;
    for (const { id, properties } of resourcesOfType(resources, 'ECS::TaskDefinition'))
      expect(JSON.stringify(properties), id).toContain(
        `"Name":"DATABASE_HOST","Value":{"Fn::GetAtt":["${cluster}","Endpoint.Address"]}`,
      );
  });
});

test('a change from starter to Aurora without a snapshot is refused by CloudFormation, as the type changes', () => {
  const starter = findResource(synthesize(profile('starter')).resources, 'RDS::DBInstance').id;
  expect(findResource(synthesize(profile('production')).resources, 'RDS::DBCluster').id).toBe(starter);
});

test('what cannot be restored is refused with the fix', () => {
  expect(() => databaseFrom('before-aurora')).toThrow(
    '-c database-from=before-aurora: use the ARN of a snapshot, such as arn:aws:rds:',
  );
  expect(() => synthesize(profile('starter'), { databaseFrom: snapshot })).toThrow(
    /-c database-from\) restores into Aurora: set deployment\.database\.kind to aurora/,
  );
});
