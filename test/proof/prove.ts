import { factorOf, type Row, type Seen } from './row.ts';
import { brokenIds, differing } from './scale.ts';
import { contractsOf, onStage, type Servers } from './stage.ts';

/** How a row went, and what is wrong with it, in words; empty when it shows what it should. */
export interface Verdict {
  readonly row: Row;
  readonly held: Seen;
  readonly broken: Seen;
  readonly faults: readonly string[];
}

/** Exactly one number differs, it breaks exactly this relation, and without it none is broken. */
export function faultsOfNumbers(row: Row): string[] {
  const { whole, broken } = contractsOf(row);
  const factor = factorOf(row);
  const paths = differing(whole, broken);
  const before = brokenIds(whole, factor);
  const names = brokenIds(broken, factor);
  return [
    ...(before.length === 0 ? [] : [`the contract breaks ${before.join(', ')} as it is`]),
    ...(paths.length === 1 ? [] : [`it changes ${paths.length} numbers: ${paths.join(', ')}`]),
    // Of a drift no single contract knows.
    ...(row.drift !== undefined || names.join() === row.id ? [] : [`its number breaks ${names.join(', ')}`]),
  ];
}

/** Runs it with the contract's numbers and with the one that breaks, at the same time. */
export async function prove(servers: Servers, row: Row): Promise<Verdict> {
  const run = (isBroken: boolean) => onStage(servers, row, isBroken, (stage) => row.run(stage));
  const [held, broken] = await Promise.all([run(false), run(true)]);
  const predicted = broken.failures.filter((failure) => row.expected.test(failure));
  return {
    ...{ row, held, broken },
    faults: [
      ...faultsOfNumbers(row),
      ...(held.failures.length === 0 ? [] : ['it fails although it holds']),
      ...(predicted.length > 0 ? [] : ['it is broken, and nothing fails as predicted']),
    ],
  };
}
