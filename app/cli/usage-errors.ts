import { ApiError } from '../client/client.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';

type OptionLookup = (member: string) => string | null;
type MessageConverter = (member: string, message: string) => string;

/**
 * Runs a request whose members come from options, and turns validation errors of the server into UsageError that names
 * the options. `optionFor` returns the option of a member (`budget.usd`), or null; `convertMessage` converts the
 * message of a member to the units of its option. Any other error is rethrown.
 */
export async function withUsageErrors<T>(
  call: () => Promise<T>,
  optionFor: OptionLookup,
  convertMessage: MessageConverter = (_, message) => message,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw (error instanceof ApiError && toUsageError(error, optionFor, convertMessage)) || error;
  }
}

function toUsageError(
  { errors }: ApiError,
  optionFor: OptionLookup,
  convertMessage: MessageConverter,
): UsageError | null {
  const messages = new Set<string>();
  for (const { path, message } of errors) {
    const option = optionFor(path);
    if (option === null) return null;
    messages.add(`${option}: ${convertMessage(path, message).replace(/\.$/, '')}`);
  }
  return messages.size > 0 ? new UsageError([...messages].join('; ')) : null;
}
