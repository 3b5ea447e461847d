import { database } from './database.ts';
import { deadlines } from './deadlines.ts';
import { drain } from './drain.ts';
import { health } from './health.ts';
import { leaseRows } from './leases.ts';
import { reuse } from './reuse.ts';
import type { Row } from './row.ts';
import { supervised } from './supervised.ts';

/** Every row, in the order of the contract's invariants. */
export const rows: readonly Row[] = [
  ...reuse,
  ...deadlines,
  ...database,
  ...drain,
  ...health,
  ...leaseRows,
  ...supervised,
];
