import { ApiError, ServerUnreachable } from '../client/client.ts';
import type { ToolResult } from './protocol.ts';

/** A failed call is a result that the model reads, not an error of the protocol. Rethrows bugs. */
export function describeFailure(error: unknown): ToolResult {
  if (error instanceof ApiError) return { text: error.detail, data: { code: error.code }, isError: true };
  if (error instanceof ServerUnreachable)
    return { text: `${error.message}.`, data: { code: 'unreachable' }, isError: true };
  if (error instanceof TypeError)
    return { text: error.message, data: { code: 'invalid-arguments' }, isError: true };
  throw error;
}
