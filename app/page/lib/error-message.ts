import { ApiError, ServerUnreachable } from '../../client/client.ts';

/** What went wrong with a call, in words for the person who made it. */
export function errorMessage(error: unknown): string {
  if (error instanceof ServerUnreachable)
    return 'The server does not answer. Nothing is lost: try again in a moment.';
  if (error instanceof ApiError && error.retryAfterSeconds !== null)
    return `${error.detail} Try again in ${error.retryAfterSeconds} s.`;
  if (error instanceof ApiError) return error.detail;
  throw error;
}
