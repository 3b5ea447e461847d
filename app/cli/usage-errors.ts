import { ApiError } from '../client/client.ts';
import { UsageError } from './exit-codes.ts';

type OptionLookup = (member: string) => string | null;
type MessageConverter = (member: string, message: string) => string;

/**
 * Makes a call whose members come from options: what the server refuses of them, with the range that it allows, is
 * wrong usage of those. `optionOf` names the option of a member (`budget.usd`); null: it is of none. `inItsUnits` puts
 * what the server says of a member into the units of its option.
 */
export async function withUsageErrors<T>(
  call: () => Promise<T>,
  optionFor: OptionLookup,
  convertMessage: MessageConverter = (_, says) => says,
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
