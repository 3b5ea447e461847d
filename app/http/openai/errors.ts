import { isProblemCode, type ProblemError, problemTypes } from '../errors/problem-types.ts';

/** An error as OpenAI's libraries read it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

/** The paths of this API; on all others errors are problem documents. */
export const isOpenAiPath = (path: string): boolean => path.startsWith('/v1/');

/** `code` is from the catalogue of problems. */
export const toOpenAiError = (code: string, message: string, param: string | null = null): OpenAiError => ({
  error: { message, type: errorType(code), param, code },
});

export const problemToOpenAiError = ({ code, message, options }: ProblemError): OpenAiError =>
  toOpenAiError(code, message, options.errors?.[0]?.path || null);

function errorType(code: string): string {
  const status = isProblemCode(code) ? problemTypes[code].status : 500;
  if (status >= 500) return 'server_error';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  return status === 429 ? 'rate_limit_error' : 'invalid_request_error';
}
