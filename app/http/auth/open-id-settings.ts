import type { KeyScope } from '../../shared/key-scope.ts';

/** The issuer with which people can sign in on the page, and what they may do here. */
export interface OpenIdSettings {
  readonly issuer: URL;
  /** What the page calls it. */
  readonly name: string;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly redirectUri: URL;
  readonly scope: string;
  readonly groupsClaim: string;
  /** By name of the group; `*` is all people. */
  readonly scopesByGroup: ReadonlyMap<string, readonly KeyScope[]>;
  /** null: all people are in the default tenant. */
  readonly tenantClaim: string | null;
  readonly sessionSeconds: number;
}

export const anyGroup = '*';
