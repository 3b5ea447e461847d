import {
  allRoles,
  httpRoles,
  modelRoles,
  type ProcessRole,
  type SetBy,
  setBy,
  type TerminalVariable,
  taskRoles,
  type Variable,
} from './variable.ts';

/** All environment variables of the program. app/config/config.ts parses them, the deployment sets them. */
export const variables = {
  PORT: { setByRole: setBy('deployment', 'web', 'all'), description: 'Port to listen on', default: '8080' },
  HOST: {
    setByRole: setBy('deployment', 'web', 'worker', 'all'),
    description: 'Address to listen on; any other than loopback is public',
    default: '127.0.0.1',
  },
  ROSTRUM_PROFILE: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'Contract profile: development, staging, production, …; custom is app/contract/profiles/custom.ts',
    default: 'development',
  },
  ROSTRUM_ROLE: {
    setByRole: setBy('deployment', 'web', 'worker', 'all', 'migrate'),
    description: 'Role of this process: web, worker, all, migrate',
    default: 'all',
  },
  ROSTRUM_CONTRACT: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'Hash of the deployed contract; a program with a different contract does not start. Not compared if unset',
  },
  ROSTRUM_DATA_DIR: {
    setByRole: setBy('operator', 'all'),
    description: 'Directory of the embedded database, used when DATABASE_URL is not set',
    default: '.data',
  },
  ROSTRUM_MODEL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Default model of a seat, provider:model',
    example: 'anthropic:claude-sonnet-4-5',
  },
  ROSTRUM_MODELS_FILE: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'JSON file that overrides prices and model names',
    example: 'models.json',
  },
  DATABASE_URL: {
    setByRole: setBy('operator', ...allRoles),
    description: 'PostgreSQL; without it the embedded database is used',
    secret: true,
  },
  DATABASE_HOST: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Host of PostgreSQL, instead of DATABASE_URL, so that only the password comes from a secret',
    example: 'rostrum.cluster-abc.eu-central-1.rds.amazonaws.com',
  },
  DATABASE_PORT: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Goes with DATABASE_HOST',
    default: '5432',
  },
  DATABASE_NAME: { setByRole: setBy('deployment', ...allRoles), description: 'Goes with DATABASE_HOST' },
  DATABASE_USER: { setByRole: setBy('deployment', ...allRoles), description: 'Goes with DATABASE_HOST' },
  DATABASE_PASSWORD: {
    setByRole: setBy('deployment', ...allRoles),
    description: 'Goes with DATABASE_HOST',
    secret: true,
  },
  DATABASE_CA_FILE: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'PEM file with the CA certificates for DATABASE_HOST; turns TLS on. ' +
      'Node does not include the CA of RDS; on Lambda it is in /var/runtime/ca-cert.pem',
    example: '/etc/ssl/rds.pem',
  },
  REDIS_URL: {
    setByRole: setBy('deployment', ...modelRoles),
    description: 'Redis or Valkey for live frames between processes; rediss:// for TLS',
    secret: true,
  },
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
  ROSTRUM_ORIGINS: {
    setByRole: setBy('operator', ...httpRoles),
    description: 'Origins whose pages may open sockets and send commands; default: only this server',
    example: 'https://debates.example',
  },
  WORKERS: {
    setByRole: { ...setBy('deployment', 'web', 'all'), ...setBy('operator', 'worker') },
    description: 'Web processes on one port; 0: one per CPU',
    default: '1',
  },
  DEBATES_PER_WORKER: {
    setByRole: setBy('operator', 'worker', 'all'),
    description:
      'Debates that a worker runs at a time; default: from the profile. Each takes about 1 MB plus twice its ' +
      'documents, in addition to 150 MB for the process; each database connection serves ten',
    example: '50',
  },
  ROSTRUM_EMF: {
    setByRole: setBy('deployment', ...taskRoles),
    description: 'Write metrics for CloudWatch to stdout, in embedded metric format: true or false',
    default: 'false',
  },
  METRICS_PORT: {
    setByRole: setBy('deployment', 'worker'),
    description: 'Port for /metrics and /healthz of a worker; if unset, it does not listen',
    example: '9464',
  },
  METRICS_ENABLED: {
    setByRole: setBy('deployment', 'web', 'all'),
    description: 'Serve /metrics: true or false',
    default: 'true',
  },
  LOG_LEVEL: {
    setByRole: setBy('operator', ...allRoles),
    description: 'trace, debug, info, warn, error, fatal or silent',
    default: 'info',
  },
  ANTHROPIC_API_KEY: { setByRole: setBy('operator', ...modelRoles), description: 'Anthropic', secret: true },
  ANTHROPIC_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Base URL for Anthropic',
  },
  OPENAI_API_KEY: { setByRole: setBy('operator', ...modelRoles), description: 'OpenAI', secret: true },
  OPENAI_BASE_URL: { setByRole: setBy('operator', ...modelRoles), description: 'Base URL for OpenAI' },
  GOOGLE_GENERATIVE_AI_API_KEY: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Google',
    secret: true,
  },
  GOOGLE_GENERATIVE_AI_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Base URL for Google',
  },
  AWS_REGION: {
    setByRole: { ...setBy('deployment', ...taskRoles), ...setBy('platform', 'function') },
    description: 'Region of Bedrock; with credentials it turns Bedrock on',
    example: 'eu-central-1',
  },
  AWS_ACCESS_KEY_ID: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a user',
    secret: true,
  },
  AWS_SECRET_ACCESS_KEY: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a user',
    secret: true,
  },
  AWS_SESSION_TOKEN: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a user',
    secret: true,
  },
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: {
    setByRole: setBy('platform', ...taskRoles),
    description: 'AWS credentials of a task, set by ECS',
  },
  AWS_CONTAINER_CREDENTIALS_FULL_URI: {
    setByRole: setBy('platform', ...taskRoles),
    description: 'AWS credentials of a pod, set by EKS',
  },
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: {
    setByRole: setBy('platform', ...taskRoles),
    description: 'Goes with AWS_CONTAINER_CREDENTIALS_FULL_URI',
  },
  ECS_AGENT_URI: {
    setByRole: setBy('platform', 'worker', 'all'),
    description: 'Endpoint for task scale-in protection while debates run, set by ECS',
  },
  BEDROCK_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Base URL for Bedrock',
  },
  OPENAI_COMPATIBLE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Any OpenAI-compatible server',
    example: 'http://localhost:11434/v1',
  },
  OPENAI_COMPATIBLE_API_KEY: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'API key of OPENAI_COMPATIBLE_URL, if it needs one',
    secret: true,
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

const allVariables = Object.entries<Variable>(variables);

export const variablesFor = (role: ProcessRole, setter: SetBy): string[] =>
  allVariables.flatMap(([name, variable]) => (variable.setByRole[role] === setter ? [name] : []));

/** Variables of the terminal program; no deployment sets these. */
export const terminalVariables = {
  ROSTRUM_URL: { description: 'Server of the terminal program', default: 'http://localhost:8080' },
  ROSTRUM_API_KEY: { description: 'API key of the terminal program', secret: true },
  NO_COLOR: { description: 'If set, output has no colors', example: '1' },
  TERM: { description: 'dumb: output is not redrawn', example: 'xterm-256color' },
} as const satisfies Readonly<Record<string, TerminalVariable>>;
