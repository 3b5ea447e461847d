import {
  answering,
  by,
  everyRole,
  models,
  type Role,
  type SetBy,
  type TerminalVariable,
  tasks,
  type Variable,
} from './variable.ts';

/** Every environment variable that the program reads: declared here, parsed by app/config.ts, set by the deployment. */
export const variables = {
  PORT: { for: by('deployment', 'web', 'all'), says: 'Port to listen on', default: '8080' },
  HOST: {
    for: by('deployment', 'web', 'worker', 'all'),
    says: 'Address to listen on; anything but loopback is public',
    default: '127.0.0.1',
  },
  ROSTRUM_PROFILE: {
    for: by('deployment', ...everyRole),
    says: 'Named contract values: development, staging, production; own is what app/contract/own.ts says',
    default: 'development',
  },
  ROSTRUM_ROLE: {
    for: by('deployment', 'web', 'worker', 'all', 'migrate'),
    says: 'What this process does: web, worker, all, migrate',
    default: 'all',
  },
  ROSTRUM_CONTRACT: {
    for: by('deployment', ...everyRole),
    says:
      'Hash of the contract that the deployment was made from; a program with another contract does not start. ' +
      'Unset, nothing is compared',
  },
  ROSTRUM_DATA_DIR: {
    for: by('person', 'all'),
    says: 'Where the embedded database lives when DATABASE_URL is not set',
    default: '.data',
  },
  ROSTRUM_MODEL: {
    for: by('person', ...models),
    says: 'Default model of a seat, provider:model',
    example: 'anthropic:claude-sonnet-4-5',
  },
  ROSTRUM_MODELS_FILE: {
    for: by('person', ...models),
    says: 'JSON file that overrides prices and model names',
    example: 'models.json',
  },
  DATABASE_URL: {
    for: by('person', ...everyRole),
    says: 'PostgreSQL; without it the embedded database is used',
    secret: true,
  },
  DATABASE_HOST: {
    for: by('deployment', ...everyRole),
    says: 'PostgreSQL in parts, instead of DATABASE_URL: so that the password alone can come from a secret',
    example: 'rostrum.cluster-abc.eu-central-1.rds.amazonaws.com',
  },
  DATABASE_PORT: { for: by('deployment', ...everyRole), says: 'Goes with DATABASE_HOST', default: '5432' },
  DATABASE_NAME: { for: by('deployment', ...everyRole), says: 'Goes with DATABASE_HOST' },
  DATABASE_USER: { for: by('deployment', ...everyRole), says: 'Goes with DATABASE_HOST' },
  DATABASE_PASSWORD: { for: by('deployment', ...everyRole), says: 'Goes with DATABASE_HOST', secret: true },
  DATABASE_CA_FILE: {
    for: by('deployment', ...everyRole),
    says:
      'PEM file of the authorities that the certificate of DATABASE_HOST must come from, which also turns TLS on. ' +
      "Those of RDS are not among Node's own; a function finds them in /var/runtime/ca-cert.pem",
    example: '/etc/ssl/rds.pem',
  },
  REDIS_URL: {
    for: by('deployment', ...models),
    says: 'Redis or Valkey for live frames between processes; rediss:// is over TLS',
    secret: true,
  },
  ROSTRUM_ADMIN_KEY: {
    for: by('deployment', ...answering),
    says: 'The first key, with all scopes; needed where others than this machine can connect',
    secret: true,
    example: 'rk_0123456789abcdef_…',
  },
  ROSTRUM_KEY_PEPPER: {
    for: by('deployment', ...answering),
    says: 'Goes into the hashes of all keys: 32 random characters or more',
    secret: true,
  },
  ROSTRUM_SIGNING_KEY: {
    for: by('deployment', ...answering),
    says:
      'The key that signs records is derived from it: 32 random characters or more. Without it, one is made and kept ' +
      'in ROSTRUM_DATA_DIR; a server with DATABASE_URL that others can reach needs it',
    secret: true,
  },
  ROSTRUM_ORIGINS: {
    for: by('person', ...answering),
    says: 'Origins whose pages may open sockets and change things; else only those of this server itself',
    example: 'https://debates.example',
  },
  WORKERS: {
    for: { ...by('deployment', 'web', 'all'), ...by('person', 'worker') },
    says: 'Web processes on one port; 0 is one a CPU',
    default: '1',
  },
  DEBATES_PER_WORKER: {
    for: by('person', 'worker', 'all'),
    says:
      'Debates that a worker advances at once; else what the profile says. Each takes about 1 MB and twice its ' +
      'documents, beside the 150 MB of the process; and each connection of its pool serves ten',
    example: '50',
  },
  ROSTRUM_EMF: {
    for: by('deployment', ...tasks),
    says: 'Write what CloudWatch scales by to stdout, in its embedded metric format: true or false',
    default: 'false',
  },
  METRICS_PORT: {
    for: by('deployment', 'worker'),
    says: 'Port on which a worker shows /metrics and /healthz, for it answers nobody else; unset, it does not listen',
    example: '9464',
  },
  METRICS_ENABLED: {
    for: by('deployment', 'web', 'all'),
    says: 'Serve /metrics: true or false',
    default: 'true',
  },
  LOG_LEVEL: {
    for: by('person', ...everyRole),
    says: 'trace, debug, info, warn, error, fatal or silent',
    default: 'info',
  },
  ANTHROPIC_API_KEY: { for: by('person', ...models), says: 'Anthropic', secret: true },
  ANTHROPIC_BASE_URL: { for: by('person', ...models), says: 'Another address for Anthropic' },
  OPENAI_API_KEY: { for: by('person', ...models), says: 'OpenAI', secret: true },
  OPENAI_BASE_URL: { for: by('person', ...models), says: 'Another address for OpenAI' },
  GOOGLE_GENERATIVE_AI_API_KEY: { for: by('person', ...models), says: 'Google', secret: true },
  GOOGLE_GENERATIVE_AI_BASE_URL: { for: by('person', ...models), says: 'Another address for Google' },
  AWS_REGION: {
    for: { ...by('deployment', ...tasks), ...by('platform', 'function') },
    says: 'Region of Bedrock; with credentials it turns Bedrock on',
    example: 'eu-central-1',
  },
  AWS_ACCESS_KEY_ID: {
    for: { ...by('person', ...tasks), ...by('platform', 'function') },
    says: 'AWS credentials of a person',
    secret: true,
  },
  AWS_SECRET_ACCESS_KEY: {
    for: { ...by('person', ...tasks), ...by('platform', 'function') },
    says: 'AWS credentials of a person',
    secret: true,
  },
  AWS_SESSION_TOKEN: {
    for: { ...by('person', ...tasks), ...by('platform', 'function') },
    says: 'AWS credentials of a person',
    secret: true,
  },
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: {
    for: by('platform', ...tasks),
    says: 'AWS credentials of a task, set by ECS',
  },
  AWS_CONTAINER_CREDENTIALS_FULL_URI: {
    for: by('platform', ...tasks),
    says: 'AWS credentials of a pod, set by EKS',
  },
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: {
    for: by('platform', ...tasks),
    says: 'Goes with the full address',
  },
  ECS_AGENT_URI: {
    for: by('platform', 'worker', 'all'),
    says: 'Where a task asks not to be taken away while it runs debates, set by ECS',
  },
  BEDROCK_BASE_URL: { for: by('person', ...models), says: 'Another address for Bedrock' },
  OPENAI_COMPATIBLE_URL: {
    for: by('person', ...models),
    says: 'Any OpenAI-compatible server',
    example: 'http://localhost:11434/v1',
  },
  OPENAI_COMPATIBLE_API_KEY: { for: by('person', ...models), says: 'Its key, if it wants one', secret: true },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

const declared = Object.entries<Variable>(variables);

/** The variables of a role that this one sets. */
export const variablesFor = (role: Role, who: SetBy): string[] =>
  declared.flatMap(([name, variable]) => (variable.for[role] === who ? [name] : []));

/** What the terminal program reads, on whatever machine it runs; no deployment sets these. */
export const terminalVariables = {
  ROSTRUM_URL: { says: 'Server that the terminal talks to', default: 'http://localhost:8080' },
  ROSTRUM_API_KEY: { says: 'Key that the terminal shows to the server', secret: true },
  NO_COLOR: { says: 'Set to anything, output has no colours', example: '1' },
  TERM: { says: 'dumb: nothing is drawn anew', example: 'xterm-256color' },
} as const satisfies Readonly<Record<string, TerminalVariable>>;
