import { debateTimeline } from './debate.ts';
import { deploymentTimeline } from './deployment.ts';
import { requestTimeline } from './request.ts';
import type { TimelineDefinition } from './timeline.ts';
import { socketTimeline, streamTimeline } from './viewers.ts';

export const timelineDefinitions: readonly TimelineDefinition[] = [
  requestTimeline,
  streamTimeline,
  socketTimeline,
  debateTimeline,
  deploymentTimeline,
];
