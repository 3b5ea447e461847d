import { containerChecks } from './container-checks.ts';
import { database } from './database.ts';
import { deadlines } from './deadlines.ts';
import { drain } from './drain.ts';
import { edge } from './edge.ts';
import { edgeViewers } from './edge-viewers.ts';
import { functionRows } from './functions.ts';
import { health } from './health.ts';
import { idleDatabase } from './idle-database.ts';
import { leaseRows } from './leases.ts';
import { migration } from './migration.ts';
import { modelRows } from './models.ts';
import { probes } from './probes.ts';
import { protection } from './protection.ts';
import { refusedRows } from './refused.ts';
import { reuse } from './reuse.ts';
import type { Row } from './row.ts';
import { scaling } from './scaling.ts';
import { supervised } from './supervised.ts';
import { supervision } from './supervision.ts';
import { viewers } from './viewers.ts';
import { watchedRows } from './watched.ts';
import { workerRows } from './workers.ts';

/** Every row, in the order of the contract's invariants. */
export const rows: readonly Row[] = [
  ...reuse,
  ...refusedRows,
  ...edge,
  ...edgeViewers,
  ...deadlines,
  ...database,
  ...modelRows,
  ...drain,
  ...scaling,
  ...functionRows,
  ...health,
  ...probes,
  ...containerChecks,
  ...migration,
  ...watchedRows,
  ...workerRows,
  ...idleDatabase,
  ...leaseRows,
  ...protection,
  ...viewers,
  ...supervised,
  ...supervision,
];
