import { replyContexts } from '../debate/prompting/reply-contexts.ts';
import { openReportDebate } from '../support/debates/report-debates.ts';
import { evidenceFileDoors } from './evidence-doors.ts';
import { configurationDoors, frameDoors, recordDoors } from './file-doors.ts';
import { httpDoors } from './http-doors.ts';
import type { Door } from './measure.ts';
import { modelDoors } from './model-doors.ts';

const contexts = [
  ...[null, ['Yes', 'No']].flatMap((options) => Object.values(replyContexts(options))),
  { ...replyContexts(null).propose, checklist: ['Has a date', 'Names an owner'] },
  { ...replyContexts(null).propose, number: { unit: 'weeks', tolerance: 0.1 } },
];

export const allDoors = (...http: Parameters<typeof httpDoors>): readonly Door[] => [
  ...httpDoors(...http),
  ...evidenceFileDoors(http[3]),
  ...frameDoors,
  ...modelDoors(contexts),
  ...recordDoors(openReportDebate().record),
  ...configurationDoors,
];
