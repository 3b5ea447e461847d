import { runsOnAws } from '../../app/contract/derived.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { CostLine } from '../cost/monthly-cost.ts';
import { monthlyCapacityCost } from './capacity-cost.ts';
import { type CapacityLimit, computeLimits, usedShare } from './capacity-limits.ts';
import { computeDataServices, type DataServiceDemand } from './data-services.ts';
import { type CapacityDemand, type CapacityLoad, computeDemand } from './demand.ts';
import { type CapacityTasks, computeTasks } from './tasks.ts';

/** Where a load that grows or shrinks as a whole meets the first limit. */
export interface FirstLimit {
  readonly path: string;
  /** Of the load. */
  readonly multiple: number;
}

/** What a deployment needs for a load, which limits of its contract that takes, and what it costs. */
export interface Capacity {
  readonly profile: string;
  readonly demand: CapacityDemand;
  readonly tasks: CapacityTasks;
  readonly data: DataServiceDemand;
  /** The one of which the most is taken at the top. */
  readonly limits: readonly CapacityLimit[];
  readonly firstLimit: FirstLimit;
  /** Of a month on AWS; null for a profile of other machines. */
  readonly costs: readonly CostLine[] | null;
}

export function computeCapacity(load: CapacityLoad, contract: Contract): Capacity {
  const { demand, tasks, data, limits } = computeNeeds(load, contract);
  return {
    profile: contract.profile,
    demand,
    tasks,
    data,
    limits,
    firstLimit: findFirstLimit(load, contract),
    costs: runsOnAws(contract) ? monthlyCapacityCost(demand, tasks, data, contract) : null,
  };
}

function computeNeeds(load: CapacityLoad, contract: Contract) {
  const demand = computeDemand(load, contract);
  const tasks = computeTasks(demand, contract);
  const data = computeDataServices(demand, tasks, contract);
  return { demand, tasks, data, limits: computeLimits(contract, tasks, data) };
}

/** More than the exponent of any multiple that matters. */
const exponentMax = 40;

/** By bisection: what a load needs never shrinks when it grows. */
function findFirstLimit({ viewers, debatesPerHour }: CapacityLoad, contract: Contract): FirstLimit {
  const limitsAt = (exponent: number) =>
    computeNeeds(
      { viewers: viewers * 2 ** exponent, debatesPerHour: debatesPerHour * 2 ** exponent },
      contract,
    ).limits;
  let [fits, exceeds] = [-exponentMax, exponentMax];
  while (exceeds - fits > 0.001) {
    const middle = (fits + exceeds) / 2;
    if (limitsAt(middle).some((limit) => usedShare(limit) > 1)) exceeds = middle;
    else fits = middle;
  }
  return { path: limitsAt(exceeds)[0]?.path ?? '', multiple: 2 ** fits };
}
