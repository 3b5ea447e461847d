import { httpRoles, setBy, type Variable } from '../variable.ts';

/** Sign-in by OpenID Connect. ROSTRUM_OIDC_ISSUER turns it on. */
export const openIdVariables = {
  ROSTRUM_OIDC_ISSUER: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'Issuer of OpenID Connect, with which people can sign in on the page. It needs ROSTRUM_OIDC_CLIENT_ID, ' +
      'ROSTRUM_OIDC_REDIRECT_URI and ROSTRUM_OIDC_GROUPS',
    example: 'https://login.example/realms/staff',
  },
  ROSTRUM_OIDC_NAME: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'What the page calls the issuer; default: its host',
    example: 'Example Login',
  },
  ROSTRUM_OIDC_CLIENT_ID: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Id of the client that is registered with the issuer for this server',
    example: 'rostrum',
  },
  ROSTRUM_OIDC_CLIENT_SECRET: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Secret of that client; unset for a public client',
    secret: true,
  },
  ROSTRUM_OIDC_REDIRECT_URI: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Redirect URI of that client: the address of this server and /api/v1/sign-in/callback',
    example: 'https://debates.example/api/v1/sign-in/callback',
  },
  ROSTRUM_OIDC_SCOPE: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Scope of the sign-in; some issuers send groups only with another one, such as groups',
    default: 'openid profile email',
  },
  ROSTRUM_OIDC_GROUPS: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'The groups that may use this server, each with the scopes of its members; * stands for all people who ' +
      'can sign in with the issuer',
    example: 'debaters=read+run,auditors=read,leads=read+run+admin',
  },
  ROSTRUM_OIDC_GROUPS_CLAIM: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'Claim with the groups of a person: a text or a list, in the ID token or else in the user info',
    default: 'groups',
  },
  ROSTRUM_OIDC_TENANT_CLAIM: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Claim with the tenant of a person; if unset, all people are in the tenant local',
    example: 'department',
  },
  ROSTRUM_OIDC_SESSION_HOURS: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'How long a person stays signed in, 1 to 720 hours; a change of groups takes effect after it',
    default: '12',
  },
} as const satisfies Readonly<Record<string, Variable>>;
