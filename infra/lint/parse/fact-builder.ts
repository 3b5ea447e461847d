import type { FactName } from '../../../app/contract/facts.ts';
import type { Found, Place } from '../source.ts';
import type { View } from './value-ref.ts';

export const second = 1000;

interface Reading {
  /** What the property counts in, in units of the fact; 1000 for seconds. */
  readonly scale?: number;
  /** What the platform documents for a property that is not there, in the property's own unit. */
  readonly default?: number;
  /** What the fact is when the property is not there and has no default. */
  readonly absent?: number | null;
  /** The most that the platform takes, in the property's own unit. */
  readonly max?: number;
  /** Understands how the platform writes it beside plain digits. */
  readonly parse?: (text: string) => number | null;
}

/** The facts that are found on one way. */
export class Sheet {
  readonly facts = new Map<FactName, Found>();

  /** A property that is a number. What cannot be known leaves the fact out. */
  read(name: FactName, view: View, { scale = 1, default: documented, ...reading }: Reading = {}): void {
    const { absent, max } = reading;
    const number = view.number(reading.parse);
    if (number === 'unknown') return;
    const limit = max === undefined ? undefined : max * scale;
    if (number !== 'absent') this.set(name, number * scale, view.place, false, limit);
    else if (documented !== undefined) this.set(name, documented * scale, view.place, true, limit);
    else if (absent !== undefined) this.set(name, absent, view.place, true, limit);
  }

  set(name: FactName, value: number | null, place: Place, isDefault = false, max?: number): void {
    this.facts.set(name, { value, place, isDefault, ...(max === undefined ? {} : { max }) });
  }

  /** Says that the platform takes these numbers only. */
  setAllowedValues(name: FactName, values: readonly number[]): void {
    const found = this.facts.get(name);
    if (found && values.length > 0) this.facts.set(name, { ...found, allowedValues: values });
  }

  /** Says where it would be written for this one alone. */
  setOverridePath(name: FactName, overridePath: string): void {
    const found = this.facts.get(name);
    if (found) this.facts.set(name, { ...found, overridePath });
  }

  /** Takes over what others have found, where there is nothing yet. */
  addMissing(others: ReadonlyMap<FactName, Found>): void {
    for (const [name, found] of others) if (!this.facts.has(name)) this.facts.set(name, found);
  }
}
