import { ApiError, ServerUnreachable } from '../../client/client.ts';

/** A message for the user; rethrows bugs. */
export function errorMessage(error: unknown): string {
  if (error instanceof ServerUnreachable)
    return 'The server does not answer. Your input is kept: try again in a moment.';
  if (error instanceof ApiError && error.retryAfterSeconds !== null)
    return `${error.detail} Try again in ${error.retryAfterSeconds} s.`;
  if (error instanceof ApiError) return error.detail;
  throw error;
}
