import { AgentConfigError } from '../agents/agent.ts';
import { EnvironmentError } from '../config/environment.ts';
import { ListenError } from '../runtime/supervisor/port.ts';
import { StoreOpenError } from '../store/errors.ts';
import { AdminKeyError } from './admin-key.ts';
import { PidFileError } from './pid-file.ts';
import { SigningKeyError } from './signing-key.ts';

/** Errors of a start whose message is written for the operator and says how to fix them. */
const startErrors = [
  AdminKeyError,
  SigningKeyError,
  EnvironmentError,
  AgentConfigError,
  StoreOpenError,
  ListenError,
  PidFileError,
];

export const isStartError = (error: unknown): error is Error =>
  startErrors.some((kind) => error instanceof kind);
