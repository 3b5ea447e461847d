import { profile } from '../../app/contract/profiles.ts';
import { coresOfViewers } from './tasks.ts';

/** Debates whose text arrives, all in one web process, and the viewers of each. */
export interface CapacityShape {
  readonly debates: number;
  readonly viewers: number;
}

/** The CPUs that the model predicts for it. */
export function predictCores({ debates, viewers }: CapacityShape, packetsPerSecond: number): number {
  const { heartbeatMs } = profile('production').live;
  return coresOfViewers({
    viewers: debates * viewers,
    watchedDebates: debates,
    packetsPerSecond,
    heartbeatMs,
  });
}

/** By `npm run bench -- capacity` on 2026-12-01. Other programs took most of both cores, so packets were late. */
const measuredShapes = [
  { debates: 1, viewers: 1000, packetsPerSecond: 3.1, measuredCores: 0.073 },
  { debates: 1, viewers: 500, packetsPerSecond: 16.5, measuredCores: 0.155 },
  { debates: 20, viewers: 50, packetsPerSecond: 3.2, measuredCores: 0.063 },
  { debates: 20, viewers: 5, packetsPerSecond: 5.2, measuredCores: 0.018 },
] as const;

/** Measurements with what the model says of each. */
export const checkPredictions = () =>
  measuredShapes.map((shape) => ({ ...shape, predictedCores: predictCores(shape, shape.packetsPerSecond) }));
