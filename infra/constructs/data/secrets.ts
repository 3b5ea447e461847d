import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { databaseName } from '../../../app/contract/database-name.ts';
import type { AccessSettings } from '../../../app/contract/types/access.ts';
import type { RostrumProps } from '../rostrum-props.ts';
import { asSecret } from '../type-adapters.ts';

export interface RostrumSecrets {
  /** With the members `username` and `password`. */
  readonly database: secretsmanager.ISecret;
  readonly adminKey: secretsmanager.ISecret;
  readonly keyPepper: secretsmanager.ISecret;
  readonly signingKey: secretsmanager.ISecret;
  /** Of the secrets; null: the key of AWS, which every reader may use. */
  readonly encryptionKey: kms.IKey | null;
}

/** Format of an admin key: `rk_`, an id, and the secret, as app/http/auth/credentials.ts parses it. */
const adminKeyId = 'firstkey';
const adminSecretChars = 43;
/** Twice the contract's minimum, because letters and digits have less entropy than bytes. */
const secretLengthFactor = 2;

const noRotationReasons = {
  database: 'Pools read the password at startup; the runbook rotates it and replaces the tasks.',
  key: 'The program rotates keys itself (POST /api/v1/keys/{key}/rotate), with an overlap; this is only the first one.',
  pepper: 'It is part of the hashes of all keys: a new one would invalidate every key.',
  signing: 'Signed records refer to its public key; the runbook describes how to replace it.',
};

interface SecretsProps {
  readonly retainData: boolean;
  readonly database: RostrumProps['database'];
  /** null: the key of AWS. */
  readonly encryptionKey: kms.IKey | null;
}

/**
 * Secrets generated in the account; none is in a template. A deployment that fails at its first creation deletes them:
 * nothing is encrypted or signed with them yet.
 */
export function createSecrets(
  scope: Construct,
  { pepperCharsMin, signingSecretCharsMin }: AccessSettings,
  { database: existing, encryptionKey, retainData }: SecretsProps,
): RostrumSecrets {
  const removalPolicy = retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  const secret = (
    id: string,
    reason: string,
    description: string,
    props: Pick<secretsmanager.SecretProps, 'generateSecretString' | 'secretStringValue'>,
  ) => {
    const created = new secretsmanager.Secret(scope, id, {
      description,
      removalPolicy,
      ...(encryptionKey === null ? {} : { encryptionKey }),
      ...props,
    });
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
    encryptionKey,
    database:
      existing?.secret ??
      secret('DatabaseSecret', noRotationReasons.database, 'The user of the database', {
        generateSecretString: {
          secretStringTemplate: JSON.stringify({ username: databaseName }),
          generateStringKey: 'password',
          excludePunctuation: true,
        },
      }),
    adminKey: secret('AdminKey', noRotationReasons.key, 'The first key of Rostrum, with all scopes', {
      // CloudFormation inserts the generated part when it creates this secret; the template has only its name.
      secretStringValue: SecretValue.unsafePlainText(
        `rk_${adminKeyId}_${adminSecret.secretValue.unsafeUnwrap()}`,
      ),
    }),
    keyPepper: secret(
      'KeyPepper',
      noRotationReasons.pepper,
      'Goes into the hashes of keys',
      random(secretLengthFactor * pepperCharsMin),
    ),
    signingKey: secret(
      'SigningKey',
      noRotationReasons.signing,
      'What the key that signs records is derived from',
      random(secretLengthFactor * signingSecretCharsMin),
    ),
  };
}
