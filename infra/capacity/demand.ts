import type { Contract } from '../../app/contract/types/contract.ts';
import { hoursPerMonth } from '../cost/prices.ts';
import { textSeconds, typicalDebate, unitCosts } from './unit-costs.ts';

/** What a deployment is asked to carry. */
export interface CapacityLoad {
  /** That follow a debate at the same time. */
  readonly viewers: number;
  readonly debatesPerHour: number;
}

/** The load in units that cost something. */
export interface CapacityDemand extends CapacityLoad {
  /** Debates at the same time, on average. */
  readonly runningDebates: number;
  /** Those whose text is arriving, on average and at most. */
  readonly writingDebatesMean: number;
  readonly writingDebates: number;
  readonly packetsPerSecondOfDebate: number;
  readonly tokensPerSecond: number;
  readonly tokensPerMonth: number;
  readonly eventsPerSecond: number;
  /** Bytes to one viewer who follows one debate from its start to its end. */
  readonly bytesPerFollowedDebate: number;
  /** At most: while the debate of every viewer is writing. */
  readonly viewerBytesPerSecond: number;
  readonly viewerGBPerHour: number;
  /** Stored in a month. */
  readonly eventGBPerMonth: number;
}

const hourMs = 3_600_000;

export function computeDemand(load: CapacityLoad, { live, deployment }: Contract): CapacityDemand {
  const { debateMsTypical } = deployment.scaling;
  const perSecond = load.debatesPerHour / 3600;
  const runningDebates = (load.debatesPerHour * debateMsTypical) / hourMs;
  const writingDebatesMean = Math.min(runningDebates, perSecond * textSeconds);
  const packetsPerSecondOfDebate = 1000 / live.deltaBatchMs;
  const { turns, tokensPerTurn, seatsAtOnce, tokensPerSecondOfSeat, bytesPerToken } = typicalDebate;
  const textBytes = turns * tokensPerTurn * bytesPerToken;
  const eventBytes = typicalDebate.events * typicalDebate.eventBytes;
  const bytesPerFollowedDebate =
    textSeconds * packetsPerSecondOfDebate * unitCosts.packetBytes.value + textBytes + eventBytes;
  const writingDebates = peakOf(writingDebatesMean, runningDebates);
  // A viewer follows one debate after the other, as far as there are any.
  const followedPerHour = Math.min(load.debatesPerHour, hourMs / debateMsTypical);
  return {
    ...load,
    runningDebates,
    writingDebatesMean,
    writingDebates,
    packetsPerSecondOfDebate,
    tokensPerSecond: writingDebates * seatsAtOnce * tokensPerSecondOfSeat,
    tokensPerMonth: load.debatesPerHour * hoursPerMonth * turns * tokensPerTurn,
    eventsPerSecond: perSecond * typicalDebate.events,
    bytesPerFollowedDebate,
    viewerBytesPerSecond: load.viewers * packetsPerSecondOfDebate * unitCosts.packetBytes.value,
    viewerGBPerHour: (load.viewers * followedPerHour * bytesPerFollowedDebate) / 1e9,
    // A position repeats most of the text of its turn.
    eventGBPerMonth: (load.debatesPerHour * hoursPerMonth * (2 * textBytes + eventBytes)) / 1e9,
  };
}

/** Three standard deviations above the mean of debates that start at random; at least one, at most those that run. */
const peakOf = (mean: number, running: number): number =>
  running === 0 ? 0 : Math.min(Math.max(1, running), Math.max(1, mean + 3 * Math.sqrt(mean)));
