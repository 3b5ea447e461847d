/** Every environment variable that the program reads: declared here, parsed by app/config.ts, set by the deployment. */
export interface Variable {
  readonly says: string;
  readonly default?: string;
  readonly secret?: true;
  readonly example?: string;
}

export const variables = {
  PORT: { says: 'Port to listen on', default: '8080' },
  HOST: { says: 'Address to listen on; anything but loopback is public', default: '127.0.0.1' },
  ROSTRUM_PROFILE: {
    says: 'Named contract values: development, staging, production',
    default: 'development',
  },
  ROSTRUM_ROLE: { says: 'What this process does: web, worker, all, migrate', default: 'all' },
  ROSTRUM_DATA_DIR: {
    says: 'Where the embedded database lives when DATABASE_URL is not set',
    default: '.data',
  },
  ROSTRUM_MODEL: { says: 'Default model of a seat, provider:model', example: 'anthropic:claude-sonnet-4-5' },
  ROSTRUM_MODELS_FILE: { says: 'JSON file that overrides prices and model names', example: 'models.json' },
  DATABASE_URL: { says: 'PostgreSQL; without it the embedded database is used', secret: true },
  REDIS_URL: { says: 'Redis or Valkey for live frames between processes', secret: true },
  ROSTRUM_ADMIN_KEY: {
    says: 'The first key, with all scopes; needed where others than this machine can connect',
    secret: true,
    example: 'rk_0123456789abcdef_…',
  },
  ROSTRUM_KEY_PEPPER: {
    says: 'Goes into the hashes of all keys: 32 random characters or more',
    secret: true,
  },
  ROSTRUM_ORIGINS: {
    says: 'Origins whose pages may open sockets and change things; else only those of this server itself',
    example: 'https://debates.example',
  },
  WORKERS: { says: 'Web processes on one port; 0 is one a CPU', default: '1' },
  DEBATES_PER_WORKER: {
    says:
      'Debates that a worker advances at once; else what the profile says. Each takes about 1 MB and twice its ' +
      'documents, beside the 150 MB of the process; and each connection of its pool serves ten',
    example: '50',
  },
  METRICS_ENABLED: { says: 'Serve /metrics: true or false', default: 'true' },
  LOG_LEVEL: { says: 'trace, debug, info, warn, error, fatal or silent', default: 'info' },
  ANTHROPIC_API_KEY: { says: 'Anthropic', secret: true },
  ANTHROPIC_BASE_URL: { says: 'Another address for Anthropic' },
  OPENAI_API_KEY: { says: 'OpenAI', secret: true },
  OPENAI_BASE_URL: { says: 'Another address for OpenAI' },
  GOOGLE_GENERATIVE_AI_API_KEY: { says: 'Google', secret: true },
  GOOGLE_GENERATIVE_AI_BASE_URL: { says: 'Another address for Google' },
  AWS_REGION: { says: 'Region of Bedrock; with credentials it turns Bedrock on', example: 'eu-central-1' },
  AWS_ACCESS_KEY_ID: { says: 'AWS credentials of a person', secret: true },
  AWS_SECRET_ACCESS_KEY: { says: 'AWS credentials of a person', secret: true },
  AWS_SESSION_TOKEN: { says: 'AWS credentials of a person', secret: true },
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: { says: 'AWS credentials of a task, set by ECS' },
  AWS_CONTAINER_CREDENTIALS_FULL_URI: { says: 'AWS credentials of a pod, set by EKS' },
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: { says: 'Goes with the full address' },
  BEDROCK_BASE_URL: { says: 'Another address for Bedrock' },
  OPENAI_COMPATIBLE_URL: { says: 'Any OpenAI-compatible server', example: 'http://localhost:11434/v1' },
  OPENAI_COMPATIBLE_API_KEY: { says: 'Its key, if it wants one', secret: true },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

/** What the terminal program reads, on whatever machine it runs; no deployment sets these. */
export const terminalVariables = {
  ROSTRUM_URL: { says: 'Server that the terminal talks to', default: 'http://localhost:8080' },
  ROSTRUM_API_KEY: { says: 'Key that the terminal shows to the server', secret: true },
  NO_COLOR: { says: 'Set to anything, output has no colours', example: '1' },
  TERM: { says: 'dumb: nothing is drawn anew', example: 'xterm-256color' },
} as const satisfies Readonly<Record<string, Variable>>;
