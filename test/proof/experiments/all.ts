import type { Experiment } from '../experiment.ts';
import { alarmExperiments } from './alarms.ts';
import { awsLimitExperiments } from './aws-limits.ts';
import { backlogExperiments } from './backlog.ts';
import { databaseExperiments } from './data/deadlines.ts';
import { fileExperiments } from './data/files.ts';
import { idleDatabaseExperiments } from './data/idle-pause.ts';
import { leaseExperiments } from './data/leases.ts';
import { migrationExperiments } from './data/migration.ts';
import { cdnExperiments } from './edge/cdn.ts';
import { cdnViewerExperiments } from './edge/cdn-viewers.ts';
import { deadlineExperiments } from './edge/deadlines.ts';
import { drainExperiments } from './edge/drain.ts';
import { keepAliveExperiments } from './edge/keep-alive.ts';
import { lambdaExperiments } from './edge/lambda.ts';
import { viewerExperiments } from './edge/viewers.ts';
import { containerCheckExperiments } from './health/container-checks.ts';
import { probeExperiments } from './health/probes.ts';
import { readinessExperiments } from './health/readiness.ts';
import { restartExperiments } from './health/restarts.ts';
import { supervisorExperiments } from './health/supervisor.ts';
import { modelExperiments } from './models.ts';
import { scaleInExperiments } from './scale-in.ts';
import { protectionExperiments } from './task-protection.ts';

/** All experiments, in the order of the invariants. */
export const experiments: readonly Experiment[] = [
  ...keepAliveExperiments,
  ...awsLimitExperiments,
  ...cdnExperiments,
  ...cdnViewerExperiments,
  ...deadlineExperiments,
  ...databaseExperiments,
  ...fileExperiments,
  ...modelExperiments,
  ...drainExperiments,
  ...scaleInExperiments,
  ...lambdaExperiments,
  ...readinessExperiments,
  ...probeExperiments,
  ...containerCheckExperiments,
  ...migrationExperiments,
  ...alarmExperiments,
  ...backlogExperiments,
  ...idleDatabaseExperiments,
  ...leaseExperiments,
  ...protectionExperiments,
  ...viewerExperiments,
  ...supervisorExperiments,
  ...restartExperiments,
];
