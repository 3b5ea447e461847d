import type { FactName } from '../../app/contract/facts.ts';
import { formatQuantity, unitOf } from '../shared/format.ts';

/** Shown for a fact of a layer that does not exist. */
export const noLayer = 'none';

/** `90 s`, `none` or `not known`. */
export function formatFact(name: FactName, value: number | null | undefined): string {
  if (value === undefined) return 'not known';
  return value === null ? noLayer : formatQuantity(value, unitOf(name));
}
