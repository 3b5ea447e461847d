import type { Contract } from '../../app/contract/types/contract.ts';
import type { RostrumProps } from './rostrum-props.ts';

/** What was given to Rostrum does not fit its contract, or each other. */
export class PropsError extends Error {
  override readonly name = 'PropsError';

  constructor(errors: readonly string[]) {
    super(errors.map((text) => `${text}.`).join('\n'));
  }
}

/** Everything that keeps Rostrum from being created with these props in a region: one sentence each, with the fix. */
export const propsErrors = (props: RostrumProps): string[] => [...checkDatabase(props, props.contract)];

function checkDatabase(
  { database, databaseFrom = null, databaseHost = null }: RostrumProps,
  { deployment }: Contract,
): string[] {
  const errors: string[] = [];
  if (databaseFrom !== null && deployment.database.kind === 'rds')
    errors.push(
      'databaseFrom (-c database-from) restores into Aurora: set deployment.database.kind to aurora, or use a ' +
        'profile from staging on',
    );
  for (const [name, value] of Object.entries({ databaseFrom, databaseHost }))
    if (database !== undefined && value !== null)
      errors.push(`${name} replaces a database of Rostrum's own: leave out either it or database`);
  return errors;
}
