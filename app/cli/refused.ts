import { ApiError } from '../client/client.ts';
import { WrongUsage } from './exit.ts';

/**
 * Makes a call whose members come from options: what the server refuses of them, with the range that it allows, is
 * wrong usage of those. `optionOf` names the option of a member (`budget.usd`); null: it is of none.
 */
export async function asUsage<T>(
  call: () => Promise<T>,
  optionOf: (member: string) => string | null,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw (error instanceof ApiError && wrongUsage(error, optionOf)) || error;
  }
}

function wrongUsage({ errors }: ApiError, optionOf: (member: string) => string | null): WrongUsage | null {
  const said = new Set<string>();
  for (const { at, says } of errors) {
    const option = optionOf(at);
    if (option === null) return null;
    said.add(`${option}: ${says.replace(/\.$/, '')}`);
  }
  return said.size > 0 ? new WrongUsage([...said].join('; ')) : null;
}
