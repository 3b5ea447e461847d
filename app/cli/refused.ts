import { ApiError } from '../client/client.ts';
import { WrongUsage } from './exit.ts';

type OptionOf = (member: string) => string | null;
type InItsUnits = (member: string, says: string) => string;

/**
 * Makes a call whose members come from options: what the server refuses of them, with the range that it allows, is
 * wrong usage of those. `optionOf` names the option of a member (`budget.usd`); null: it is of none. `inItsUnits` puts
 * what the server says of a member into the units of its option.
 */
export async function asUsage<T>(
  call: () => Promise<T>,
  optionOf: OptionOf,
  inItsUnits: InItsUnits = (_, says) => says,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw (error instanceof ApiError && wrongUsage(error, optionOf, inItsUnits)) || error;
  }
}

function wrongUsage({ errors }: ApiError, optionOf: OptionOf, inItsUnits: InItsUnits): WrongUsage | null {
  const said = new Set<string>();
  for (const { at, says } of errors) {
    const option = optionOf(at);
    if (option === null) return null;
    said.add(`${option}: ${inItsUnits(at, says).replace(/\.$/, '')}`);
  }
  return said.size > 0 ? new WrongUsage([...said].join('; ')) : null;
}
