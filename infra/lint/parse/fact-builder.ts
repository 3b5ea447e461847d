import type { FactName } from '../../../app/contract/facts.ts';
import type { Found, Place } from '../source.ts';
import type { View } from './value-ref.ts';

export const second = 1000;

interface Reading {
  /** What the property counts in, in units of the fact; 1000 for seconds. */
  readonly times?: number;
  /** What the platform documents for a property that is not there, in the property's own unit. */
  readonly default?: number;
  /** What the fact is when the property is not there and has no default. */
  readonly absent?: number | null;
  /** The most that the platform takes, in the property's own unit. */
  readonly most?: number;
  /** Understands how the platform writes it beside plain digits. */
  readonly read?: (text: string) => number | null;
}

/** The facts that are found on one way. */
export class Sheet {
  readonly facts = new Map<FactName, Found>();

  /** A property that is a number. What cannot be known leaves the fact out. */
  read(name: FactName, view: View, { times = 1, default: documented, ...reading }: Reading = {}): void {
    const { absent, most } = reading;
    const number = view.number(reading.read);
    if (number === 'unknown') return;
    const limit = most === undefined ? undefined : most * times;
    if (number !== 'absent') this.put(name, number * times, view.place, false, limit);
    else if (documented !== undefined) this.put(name, documented * times, view.place, true, limit);
    else if (absent !== undefined) this.put(name, absent, view.place, true, limit);
  }

  put(name: FactName, value: number | null, place: Place, assumed = false, most?: number): void {
    this.facts.set(name, { value, place, assumed, ...(most === undefined ? {} : { most }) });
  }

  /** Says that the platform takes these numbers only. */
  among(name: FactName, values: readonly number[]): void {
    const found = this.facts.get(name);
    if (found && values.length > 0) this.facts.set(name, { ...found, among: values });
  }

  /** Says where it would be written for this one alone. */
  own(name: FactName, own: string): void {
    const found = this.facts.get(name);
    if (found) this.facts.set(name, { ...found, own });
  }

  /** Takes over what others have found, where there is nothing yet. */
  add(others: ReadonlyMap<FactName, Found>): void {
    for (const [name, found] of others) if (!this.facts.has(name)) this.facts.set(name, found);
  }
}
