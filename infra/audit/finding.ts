import { inSigns } from '../../app/contract/expression.ts';
import type { FactName } from '../../app/contract/facts.ts';
import { amount, unitOf } from '../cli/table.ts';
import { boundOf } from './fix.ts';
import { type Beside, factsOn, type Judgement } from './judge.ts';
import { type Flaw, ofPlatform, type Place, type Severity, type Way } from './source.ts';

/** A number that a finding speaks of: in a file, or, without a place, in the contract that the program runs with. */
export interface Mention {
  readonly name: FactName;
  readonly value: string;
  readonly place: Place | null;
  /** Not written there: the platform's documented default. */
  readonly assumed: boolean;
}

/** What is told of one rule in one place. */
export interface Finding {
  readonly id: string;
  readonly state: 'broken' | 'holds' | 'unknown';
  readonly severity: Severity;
  readonly says: string;
  readonly prevents: string;
  /** Both sides with their numbers, or what stands there. */
  readonly found: string;
  /** Both sides as numbers alone. */
  readonly sides: string | null;
  readonly fix: string | null;
  readonly numbers: readonly Mention[];
  /** What to change, most likely. */
  readonly place: Place | null;
  readonly ways: readonly string[];
  /** Why it is accepted. */
  readonly accepted: string | null;
}

export const ofFlaw = ({ rule, place, found }: Flaw): Finding => ({
  ...{ id: rule.id, state: 'broken', severity: rule.severity, says: rule.says, prevents: rule.prevents },
  ...{ found, sides: null, fix: rule.fix, numbers: [], place, ways: [], accepted: null },
});

export function ofJudgement(judgement: Judgement, ways: readonly Way[], beside: Beside): Finding {
  const { invariant, severity, standing, evidence } = judgement;
  const { id, says, prevents } = invariant;
  const numbers = evidence.map(({ name, value, found }) => ({
    name,
    value: shown(name, value),
    place: found?.place ?? null,
    assumed: found?.assumed ?? false,
  }));
  const written = numbers.filter(({ place }) => place !== null);
  const first = written.find(({ assumed }) => !assumed) ?? written[0];
  return {
    ...{ id, severity, says, prevents, numbers, ways: judgement.ways },
    state: standing.kind,
    found: inWords(judgement),
    sides: sidesOf(judgement),
    fix: standing.kind === 'broken' ? fixOf(judgement, ways, beside) : null,
    place: first?.place ?? null,
    accepted: null,
  };
}

function inWords(judgement: Judgement): string {
  const { invariant, standing } = judgement;
  if (standing.kind === 'unknown') return `nothing here says ${someOf(standing.missing)}`;
  const { left, relation, right } = invariant;
  const words = standing.kind === 'broken' ? 'should be' : 'is';
  return `${inSigns(left)} ${words} ${relation} ${inSigns(right)}: ${sidesOf(judgement)}`;
}

const namesMax = 3;
const someOf = (names: readonly string[]): string =>
  names.length > namesMax
    ? `${names.slice(0, namesMax).join(', ')} and ${names.length - namesMax} more`
    : names.join(', ');

const opposite = { '≤': '>', '<': '≥', '≥': '<', '>': '≤', '=': '≠' } as const;

function sidesOf({ invariant: { relation, unit }, standing }: Judgement): string | null {
  if (standing.kind === 'unknown') return null;
  const stands = standing.kind === 'broken' ? opposite[relation] : relation;
  return `${amount(standing.left, unit)} ${stands} ${amount(standing.right, unit)}`;
}

/** What each written number would have to be, the others as they are. */
function fixOf(
  { invariant, evidence, ways: names }: Judgement,
  ways: readonly Way[],
  beside: Beside,
): string {
  const way = ways.find(({ name }) => name === names[0]);
  if (way === undefined) return '';
  const facts = factsOn(way, beside);
  const changes = evidence.flatMap(({ name, found }) => {
    const bound = found === null || ofPlatform.has(name) ? null : boundOf(invariant, facts, name);
    if (found === null || bound === null) return [];
    const value = 'least' in bound ? bound.least : bound.most;
    const at = `${found.place.resource} ${found.place.path}`;
    return [`${at} (${name}) ${'least' in bound ? 'at least' : 'at most'} ${shown(name, value)}`];
  });
  return changes.length > 0 ? `Make ${[...new Set(changes)].join(', or ')}.` : 'Change one of the numbers.';
}

function shown(name: FactName, value: number | null | undefined): string {
  if (value === undefined) return 'not known';
  return value === null ? 'not there' : amount(value, unitOf(name));
}
