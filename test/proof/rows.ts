import type { Row } from './row.ts';
import { containerChecks } from './rows/container-checks.ts';
import { database } from './rows/database.ts';
import { deadlines } from './rows/deadlines.ts';
import { drain } from './rows/drain.ts';
import { edge } from './rows/edge.ts';
import { edgeViewers } from './rows/edge-viewers.ts';
import { functionRows } from './rows/functions.ts';
import { health } from './rows/health.ts';
import { idleDatabase } from './rows/idle-database.ts';
import { leaseRows } from './rows/leases.ts';
import { migration } from './rows/migration.ts';
import { modelRows } from './rows/models.ts';
import { probes } from './rows/probes.ts';
import { protection } from './rows/protection.ts';
import { refusedRows } from './rows/refused.ts';
import { reuse } from './rows/reuse.ts';
import { scaling } from './rows/scaling.ts';
import { supervised } from './rows/supervised.ts';
import { supervision } from './rows/supervision.ts';
import { viewers } from './rows/viewers.ts';
import { watchedRows } from './rows/watched.ts';
import { workerRows } from './rows/workers.ts';

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
