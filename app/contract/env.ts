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

/** Every environment variable that the program reads: declared here, parsed by app/config/config.ts, set by the deployment. */
export const variables = {
  PORT: { setByRole: setBy('deployment', 'web', 'all'), description: 'Port to listen on', default: '8080' },
  HOST: {
    setByRole: setBy('deployment', 'web', 'worker', 'all'),
    description: 'Address to listen on; anything but loopback is public',
    default: '127.0.0.1',
  },
  ROSTRUM_PROFILE: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'Named contract values: development, staging, production; custom is what app/contract/profiles/custom.ts says',
    default: 'development',
  },
  ROSTRUM_ROLE: {
    setByRole: setBy('deployment', 'web', 'worker', 'all', 'migrate'),
    description: 'What this process does: web, worker, all, migrate',
    default: 'all',
  },
  ROSTRUM_CONTRACT: {
    setByRole: setBy('deployment', ...allRoles),
    description:
      'Hash of the contract that the deployment was made from; a program with another contract does not start. ' +
      'Unset, nothing is compared',
  },
  ROSTRUM_DATA_DIR: {
    setByRole: setBy('operator', 'all'),
    description: 'Where the embedded database lives when DATABASE_URL is not set',
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
    description:
      'PostgreSQL in parts, instead of DATABASE_URL: so that the password alone can come from a secret',
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
      'PEM file of the authorities that the certificate of DATABASE_HOST must come from, which also turns TLS on. ' +
      "Those of RDS are not among Node's own; a function finds them in /var/runtime/ca-cert.pem",
    example: '/etc/ssl/rds.pem',
  },
  REDIS_URL: {
    setByRole: setBy('deployment', ...modelRoles),
    description: 'Redis or Valkey for live frames between processes; rediss:// is over TLS',
    secret: true,
  },
  ROSTRUM_ADMIN_KEY: {
    setByRole: setBy('deployment', ...httpRoles),
    description: 'The first key, with all scopes; needed where others than this machine can connect',
    secret: true,
    example: 'rk_0123456789abcdef_…',
  },
  ROSTRUM_KEY_PEPPER: {
    setByRole: setBy('deployment', ...httpRoles),
    description: 'Goes into the hashes of all keys: 32 random characters or more',
    secret: true,
  },
  ROSTRUM_SIGNING_KEY: {
    setByRole: setBy('deployment', ...httpRoles),
    description:
      'The key that signs records is derived from it: 32 random characters or more. Without it, one is made and kept ' +
      'in ROSTRUM_DATA_DIR; a server with DATABASE_URL that others can reach needs it',
    secret: true,
  },
  ROSTRUM_ORIGINS: {
    setByRole: setBy('operator', ...httpRoles),
    description:
      'Origins whose pages may open sockets and change things; else only those of this server itself',
    example: 'https://debates.example',
  },
  WORKERS: {
    setByRole: { ...setBy('deployment', 'web', 'all'), ...setBy('operator', 'worker') },
    description: 'Web processes on one port; 0 is one a CPU',
    default: '1',
  },
  DEBATES_PER_WORKER: {
    setByRole: setBy('operator', 'worker', 'all'),
    description:
      'Debates that a worker advances at once; else what the profile says. Each takes about 1 MB and twice its ' +
      'documents, beside the 150 MB of the process; and each connection of its pool serves ten',
    example: '50',
  },
  ROSTRUM_EMF: {
    setByRole: setBy('deployment', ...taskRoles),
    description: 'Write what CloudWatch scales by to stdout, in its embedded metric format: true or false',
    default: 'false',
  },
  METRICS_PORT: {
    setByRole: setBy('deployment', 'worker'),
    description:
      'Port on which a worker shows /metrics and /healthz, for it answers nobody else; unset, it does not listen',
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
    description: 'Another address for Anthropic',
  },
  OPENAI_API_KEY: { setByRole: setBy('operator', ...modelRoles), description: 'OpenAI', secret: true },
  OPENAI_BASE_URL: { setByRole: setBy('operator', ...modelRoles), description: 'Another address for OpenAI' },
  GOOGLE_GENERATIVE_AI_API_KEY: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Google',
    secret: true,
  },
  GOOGLE_GENERATIVE_AI_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Another address for Google',
  },
  AWS_REGION: {
    setByRole: { ...setBy('deployment', ...taskRoles), ...setBy('platform', 'function') },
    description: 'Region of Bedrock; with credentials it turns Bedrock on',
    example: 'eu-central-1',
  },
  AWS_ACCESS_KEY_ID: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a person',
    secret: true,
  },
  AWS_SECRET_ACCESS_KEY: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a person',
    secret: true,
  },
  AWS_SESSION_TOKEN: {
    setByRole: { ...setBy('operator', ...taskRoles), ...setBy('platform', 'function') },
    description: 'AWS credentials of a person',
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
    description: 'Goes with the full address',
  },
  ECS_AGENT_URI: {
    setByRole: setBy('platform', 'worker', 'all'),
    description: 'Where a task asks not to be taken away while it runs debates, set by ECS',
  },
  BEDROCK_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Another address for Bedrock',
  },
  OPENAI_COMPATIBLE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Any OpenAI-compatible server',
    example: 'http://localhost:11434/v1',
  },
  OPENAI_COMPATIBLE_API_KEY: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Its key, if it wants one',
    secret: true,
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

const allVariables = Object.entries<Variable>(variables);

/** The variables of a role that this one sets. */
export const variablesFor = (role: ProcessRole, setter: SetBy): string[] =>
  allVariables.flatMap(([name, variable]) => (variable.setByRole[role] === setter ? [name] : []));

/** What the terminal program reads, on whatever machine it runs; no deployment sets these. */
export const terminalVariables = {
  ROSTRUM_URL: { description: 'Server that the terminal talks to', default: 'http://localhost:8080' },
  ROSTRUM_API_KEY: { description: 'Key that the terminal shows to the server', secret: true },
  NO_COLOR: { description: 'Set to anything, output has no colours', example: '1' },
  TERM: { description: 'dumb: nothing is drawn anew', example: 'xterm-256color' },
} as const satisfies Readonly<Record<string, TerminalVariable>>;
