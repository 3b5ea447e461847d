import { httpRoles, setBy, type Variable } from '../variable.ts';

/** Who may use the server: keys, secrets and origins. */
export const accessVariables = {
  ROSTRUM_ADMIN_KEY: {
    setByRole: setBy('deployment', ...httpRoles),
    description: 'The first key, with all scopes; required unless only loopback can connect',
    secret: true,
    example: 'rk_0123456789abcdef_…',
  },
  ROSTRUM_KEY_PEPPER: {
    setByRole: setBy('deployment', ...httpRoles),
    description: 'Secret in the hashes of all keys: 32 random characters or more',
    secret: true,
  },
  ROSTRUM_SIGNING_KEY: {
    setByRole: setBy('deployment', ...httpRoles),
    description:
      'The signing key of records is derived from it: 32 random characters or more. If unset, one is created in ' +
      'ROSTRUM_DATA_DIR; required for a public server with DATABASE_URL',
    secret: true,
  },
  ROSTRUM_TRUSTED_PROXIES: {
    setByRole: setBy('deployment', ...httpRoles),
    description:
      'Number of proxies in front whose X-Forwarded-For is trusted; default: from the profile. With more than there ' +
      'are, callers choose their own address; with fewer, all of them share one',
    example: '1',
  },
  ROSTRUM_ORIGINS: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Origins whose pages may open sockets and send commands; default: only this server',
    example: 'https://debates.example',
  },
  ROSTRUM_TENANT_USD_PER_DAY: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'What the debates of each tenant may cost that are created on one day (UTC), in USD; default: no limit. A ' +
      'key can have a smaller limit of its own',
    example: '50',
  },
  ROSTRUM_EVIDENCE_HOSTS: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'Hosts that documents may be read from by their address, over HTTPS: docs.example.org, or *.example.org for ' +
      'all below it; default: none',
    example: 'docs.example.org,*.wiki.example',
  },
  ROSTRUM_SEARCH_URL: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'SearXNG server whose results debates may have as evidence, with its format json switched on; or, with ' +
      'ROSTRUM_SEARCH_TOOL, the endpoint of an MCP server. Default: none',
    example: 'http://searxng:8080',
  },
  ROSTRUM_SEARCH_TOOL: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'The tool that searches, where ROSTRUM_SEARCH_URL is an MCP server (streamable HTTP)',
    example: 'web_search',
  },
  ROSTRUM_SEARCH_TOKEN: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Bearer token for the search server',
    secret: true,
  },
  ROSTRUM_WEBHOOK_HOSTS: {
    setByRole: setBy('operator', 'web', 'worker', 'all', 'function'),
    description:
      'Hosts, with their ports, that webhooks may call although they are private or speak HTTP; default: only public ' +
      'addresses over HTTPS',
    example: 'hooks.internal:9000,ci.example',
  },
} as const satisfies Readonly<Record<string, Variable>>;
