import type { FactName } from '../../../app/contract/facts.ts';
import type { FactValue, SourceLocation } from '../types.ts';
import type { ConfigNode } from './config-node.ts';

/** Facts are in ms, most properties in seconds. */
export const second = 1000;

interface ReadOptions {
  /** Units of the fact per unit of the property: 1000 for seconds. */
  readonly scale?: number;
  /** The platform's documented default, in the unit of the property. */
  readonly default?: number;
  /** The fact's value when the property is absent and has no default. */
  readonly absent?: number | null;
  /** The largest value that the platform accepts, in the unit of the property. */
  readonly max?: number;
  /** Parses the platform's notation when it is not plain digits. */
  readonly parse?: (text: string) => number | null;
}

/** Collects the facts of one request path. */
export class FactBuilder {
  readonly facts = new Map<FactName, FactValue>();

  /** Sets a fact from a numeric property; an unknown value leaves the fact unset. */
  read(
    name: FactName,
    node: ConfigNode,
    { scale = 1, default: defaultValue, ...options }: ReadOptions = {},
  ): void {
    const { absent, max } = options;
    const number = node.number(options.parse);
    if (number === 'unknown') return;
    const limit = max === undefined ? undefined : max * scale;
    if (number !== 'absent') this.set(name, number * scale, node.place, false, limit);
    else if (defaultValue !== undefined) this.set(name, defaultValue * scale, node.place, true, limit);
    else if (absent !== undefined) this.set(name, absent, node.place, true, limit);
  }

  set(name: FactName, value: number | null, place: SourceLocation, isDefault = false, max?: number): void {
    this.facts.set(name, { value, place, isDefault, ...(max === undefined ? {} : { max }) });
  }

  /** Restricts a fact to the values that the platform accepts. */
  setAllowedValues(name: FactName, values: readonly number[]): void {
    const found = this.facts.get(name);
    if (found && values.length > 0) this.facts.set(name, { ...found, allowedValues: values });
  }

  /** Where to write the value for this resource alone, when its current location is shared. */
  setOverridePath(name: FactName, overridePath: string): void {
    const found = this.facts.get(name);
    if (found) this.facts.set(name, { ...found, overridePath });
  }

  /** Adds what to consider before a fact is changed. */
  setCaution(name: FactName, caution: string): void {
    const found = this.facts.get(name);
    if (found) this.facts.set(name, { ...found, caution });
  }

  /** Adds the facts that are not set yet. */
  addMissing(others: ReadonlyMap<FactName, FactValue>): void {
    for (const [name, found] of others) if (!this.facts.has(name)) this.facts.set(name, found);
  }
}
