import type { FactName } from '../../app/contract/facts.ts';
import { formatQuantity, unitOf } from '../shared/format.ts';

/** Of what no layer is there to have. */
export const notThere = 'not there';

/** A fact as people say it. */
export function shown(name: FactName, value: number | null | undefined): string {
  if (value === undefined) return 'not known';
  return value === null ? notThere : formatQuantity(value, unitOf(name));
}
