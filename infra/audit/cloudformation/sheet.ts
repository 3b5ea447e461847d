import type { FactName } from '../../../app/contract/facts.ts';
import type { Found, Place } from '../source.ts';
import type { View } from './view.ts';

export const second = 1000;

interface Reading {
  /** What the property counts in, in units of the fact; 1000 for seconds. */
  readonly times?: number;
  /** What the platform documents for a property that is not there, in the property's own unit. */
  readonly default?: number;
  /** What the fact is when the property is not there and has no default. */
  readonly absent?: number | null;
}

/** The facts that are found on one way. */
export class Sheet {
  readonly facts = new Map<FactName, Found>();

  /** A property that is a number. What cannot be known leaves the fact out. */
  read(name: FactName, view: View, { times = 1, default: documented, absent }: Reading = {}): void {
    const number = view.number();
    if (number === 'unknown') return;
    if (number !== 'absent') this.put(name, number * times, view.place);
    else if (documented !== undefined) this.put(name, documented * times, view.place, true);
    else if (absent !== undefined) this.put(name, absent, view.place, true);
  }

  put(name: FactName, value: number | null, place: Place, assumed = false): void {
    this.facts.set(name, { value, place, assumed });
  }

  /** Takes over what others have found, where there is nothing yet. */
  add(others: ReadonlyMap<FactName, Found>): void {
    for (const [name, found] of others) if (!this.facts.has(name)) this.facts.set(name, found);
  }
}
