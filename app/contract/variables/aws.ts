import { modelRoles, setBy, taskRoles, type Variable } from '../variable.ts';

/** Bedrock with its AWS credentials, and what AWS gives to tasks. */
export const awsVariables = {
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
} as const satisfies Readonly<Record<string, Variable>>;
