import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { asSecret } from '../type-adapters.ts';
import { databaseName } from './database.ts';

export interface RostrumSecrets {
  /** With the members `username` and `password`. */
  readonly database: secretsmanager.ISecret;
  readonly adminKey: secretsmanager.ISecret;
  readonly keyPepper: secretsmanager.ISecret;
  readonly signingKey: secretsmanager.ISecret;
}

/** Of an admin key: `rk_`, an id, and as many characters of the secret as app/http/auth/credentials.ts reads. */
const adminKeyId = 'firstkey';
const adminSecretChars = 43;
/** Twice what the contract asks for: letters and digits hold less than bytes do. */
const secretLengthFactor = 2;

const noRotationReasons = {
  database: 'A pool has read the password when it started; the runbook rotates it and replaces the tasks.',
  key: 'The program rotates keys itself (POST /api/v1/keys/{key}/rotate), with an overlap; this is only the first one.',
  pepper: 'It goes into the hashes of all keys: another one would make every key invalid.',
  signing: 'Records that were signed name its public half; the runbook says how another one takes its place.',
};

/** Generated in the account; nobody has to think of one, and none is in a template. */
export function createSecrets(scope: Construct, { access, deployment }: Contract): RostrumSecrets {
  const removalPolicy = deployment.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  const secret = (
    id: string,
    reason: string,
    description: string,
    props: Pick<secretsmanager.SecretProps, 'generateSecretString' | 'secretStringValue'>,
  ) => {
    const created = new secretsmanager.Secret(scope, id, { description, removalPolicy, ...props });
    Validations.of(created).acknowledge({ id: 'AwsSolutions-SMG4', reason });
    return asSecret(created);
  };
  const random = (passwordLength: number) => ({
    generateSecretString: { passwordLength, excludePunctuation: true },
  });
  const adminSecret = secret(
    'AdminSecret',
    noRotationReasons.key,
    'The random part of the first key',
    random(adminSecretChars),
  );
  return {
    database: secret('DatabaseSecret', noRotationReasons.database, 'The user of the database', {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: databaseName }),
        generateStringKey: 'password',
        excludePunctuation: true,
      },
    }),
    adminKey: secret('AdminKey', noRotationReasons.key, 'The first key of Rostrum, with all scopes', {
      // CloudFormation puts the generated part in when it makes this secret; the template has its name only.
      secretStringValue: SecretValue.unsafePlainText(
        `rk_${adminKeyId}_${adminSecret.secretValue.unsafeUnwrap()}`,
      ),
    }),
    keyPepper: secret(
      'KeyPepper',
      noRotationReasons.pepper,
      'Goes into the hashes of keys',
      random(secretLengthFactor * access.pepperCharsMin),
    ),
    signingKey: secret(
      'SigningKey',
      noRotationReasons.signing,
      'What the key that signs records is derived from',
      random(secretLengthFactor * access.signingSecretCharsMin),
    ),
  };
}
