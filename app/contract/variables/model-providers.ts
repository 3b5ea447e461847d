import { modelRoles, setBy, type Variable } from '../variable.ts';

/** How models are called whose seat and models file say nothing else. */
export const modelCallVariables = {
  ROSTRUM_EFFORT: {
    setByRole: setBy('operator', ...modelRoles),
    description:
      'How much models think that take an effort: low, medium or high; default: as the model itself',
    example: 'medium',
  },
  ROSTRUM_OUTPUT_TOKENS_MAX: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Limit of one reply in tokens, thinking included; default: from the profile',
    example: '16384',
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** Vendors that call for an API key. Bedrock is in aws.ts. */
export const modelVendorVariables = {
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
  OPENROUTER_API_KEY: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'OpenRouter: models of many vendors with one key',
    secret: true,
  },
  OPENROUTER_BASE_URL: {
    setByRole: setBy('operator', ...modelRoles),
    description: 'Base URL for OpenRouter',
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** Any server with the API of OpenAI, such as Ollama. Several are named in ROSTRUM_MODELS_FILE. */
export const compatibleServerVariables = {
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
  OPENAI_COMPATIBLE_CALLS_MAX: {
    setByRole: setBy('operator', ...modelRoles),
    description:
      'Calls to OPENAI_COMPATIBLE_URL at once; default: 2 at a private address, 40 at a public one',
    example: '8',
  },
} as const satisfies Readonly<Record<string, Variable>>;
