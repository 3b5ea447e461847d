import { type KeyScope, keyScopes } from '../../shared/key-scope.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { defaultTenant } from './callers.ts';
import { anyGroup, type OpenIdSettings } from './open-id-settings.ts';

/** What an issuer says of a person who has signed in. */
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

/** A person who has signed in by OpenID Connect. */
export interface Person {
  /** Issuer and subject. */
  readonly subject: string;
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly KeyScope[];
}

type PersonSettings = Pick<OpenIdSettings, 'groupsClaim' | 'scopesByGroup' | 'tenantClaim' | 'name'>;

/** Throws a problem for a person who may not use this server. */
export function toPerson(claims: Claims, settings: PersonSettings, nameCharsMax: number): Person {
  const { groupsClaim, scopesByGroup, tenantClaim, name: issuerName } = settings;
  const granted = new Set(
    [anyGroup, ...textsOf(claims[groupsClaim])].flatMap((group) => scopesByGroup.get(group) ?? []),
  );
  if (granted.size === 0)
    throwProblem(
      'sign-in-not-allowed',
      `You are signed in with ${issuerName}, but none of your groups may use this server. Ask its operator for access.`,
    );
  const tenant = tenantClaim === null ? defaultTenant : claims[tenantClaim];
  if (typeof tenant !== 'string' || !/^[\w-]{1,64}$/.test(tenant))
    return throwProblem(
      'sign-in-not-allowed',
      `You are signed in with ${issuerName}, which does not say what tenant you belong to. Ask the operator of this ` +
        'server for access.',
    );
  const [name = claims.sub] = ['name', 'preferred_username', 'email'].flatMap((claim) =>
    textsOf(claims[claim]),
  );
  return {
    subject: `${claims.iss} ${claims.sub}`,
    name: name.slice(0, nameCharsMax),
    tenant,
    scopes: keyScopes.filter((scope) => granted.has(scope)),
  };
}

/** A group is a text, several are a list; anything else is none. */
const textsOf = (value: unknown): readonly string[] =>
  [value]
    .flat()
    .filter((text): text is string => typeof text === 'string' && text !== '' && text !== anyGroup);
