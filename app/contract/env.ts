import {
  allRoles,
  modelRoles,
  type ProcessRole,
  type SetBy,
  setBy,
  type TerminalVariable,
  taskRoles,
  type Variable,
} from './variable.ts';
import { accessVariables } from './variables/access.ts';
import { awsVariables } from './variables/aws.ts';
import { dataServiceVariables } from './variables/data-services.ts';
import {
  compatibleServerVariables,
  modelCallVariables,
  modelVendorVariables,
} from './variables/model-providers.ts';
import { openIdVariables } from './variables/open-id.ts';

/** All environment variables of the program, by area. app/config/config.ts parses them, the deployment sets them. */
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
      'Contract profile: development, starter, staging, production, hybrid, self-hosted, ' +
      'or the path of a profile file (JSON)',
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
    description:
      'JSON file that overrides prices, model names, effort and output limits, ' +
      'and names OpenAI-compatible servers',
    example: 'models.json',
  },
  ...modelCallVariables,
  ...dataServiceVariables,
  ...accessVariables,
  ...openIdVariables,
  WORKERS: {
    setByRole: { ...setBy('deployment', 'web', 'all'), ...setBy('operator', 'worker') },
    description: 'Processes on one port; 0: one per CPU',
    default: '1',
  },
  ROSTRUM_PID_FILE: {
    setByRole: setBy('operator', 'web', 'worker', 'all'),
    description: 'File for the process id, to which SIGHUP and SIGTERM are sent; removed at the end',
    example: '/run/rostrum.pid',
  },
  DEBATES_PER_WORKER: {
    setByRole: setBy('operator', 'worker', 'all'),
    description:
      'Debates that a worker runs at a time; default: from the profile. Each takes about 1 MB; their documents are ' +
      'limited together by work.evidenceBytesMax of the profile; each database connection serves ten',
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
  ...modelVendorVariables,
  ...awsVariables,
  ...compatibleServerVariables,
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
