import type { TimelineDefinition } from './timeline.ts';

export const debateTimeline: TimelineDefinition = {
  subject: 'a debate',
  sections: [
    {
      origin: 'the question',
      deadlines: [
        {
          description: 'a free worker claims it',
          duration: 'work.claimIntervalMs',
          owner: 'us',
          outcome: 'it runs',
        },
        {
          description: 'it waits for a worker',
          duration: 'deployment.alarms.backlogAgeMsMax',
          owner: 'platform',
          outcome: 'an alarm',
          when: 'edge.gatewayIdleMs',
        },
        {
          description: 'the decision starts, by default',
          duration: {
            product: [
              { difference: ['limits.deadlineSecondsDefault', 'limits.decisionSecondsReserve'] },
              1000,
            ],
          },
          owner: 'us',
          outcome: 'no new turns',
        },
        {
          description: 'it ends, by default',
          duration: { product: ['limits.deadlineSecondsDefault', 1000] },
          owner: 'us',
          outcome: 'decided with the finished turns',
        },
        {
          description: 'it ends, by default, with a model that thinks',
          duration: { product: ['limits.thinking.deadlineSecondsDefault', 1000] },
          owner: 'us',
          outcome: 'decided with the finished turns',
        },
        {
          description: 'it ends, at the latest',
          duration: { product: ['limits.deadlineSecondsMax', 1000] },
          owner: 'us',
          outcome: 'decided with the finished turns',
        },
      ],
    },
    {
      origin: 'a turn',
      deadlines: [
        {
          description: 'the first token',
          duration: 'agents.firstTokenMs',
          owner: 'us',
          outcome: 'the call is retried',
        },
        {
          description: 'the first token of a model that thinks, or silence in a thought',
          duration: 'agents.thinking.firstTokenMs',
          owner: 'us',
          outcome: 'the call is retried',
        },
        {
          description: 'between tokens',
          duration: 'agents.idleMs',
          owner: 'us',
          outcome: 'the attempt fails',
        },
        { description: 'one attempt', duration: 'agents.totalMs', owner: 'us', outcome: 'the next attempt' },
        {
          description: 'one attempt of a model that thinks',
          duration: 'agents.thinking.totalMs',
          owner: 'us',
          outcome: 'the next attempt',
        },
        {
          description: 'all attempts',
          duration: { product: ['agents.totalMs', 'agents.attemptsMax'] },
          owner: 'us',
          outcome: 'the seat is left out',
        },
        {
          description: 'all attempts of a model that thinks',
          duration: { product: ['agents.thinking.totalMs', 'agents.attemptsMax'] },
          owner: 'us',
          outcome: 'the seat is left out',
        },
        {
          description: 'the database is unavailable',
          duration: 'work.storeRetryBudgetMs',
          owner: 'us',
          outcome: 'the debate is released',
        },
      ],
    },
    {
      origin: 'the last renewal of a dead worker',
      deadlines: [
        {
          description: 'it would have renewed',
          duration: 'work.renewIntervalMs',
          owner: 'us',
          outcome: 'a renewal is missed',
        },
        {
          description: 'its lease ends',
          duration: 'work.leaseMs',
          owner: 'us',
          outcome: 'any worker may claim',
        },
        {
          description: 'another worker claims',
          after: 'work.leaseMs',
          duration: 'work.claimIntervalMs',
          owner: 'us',
          outcome: 'the turn runs again as attempt 2',
        },
        {
          description: 'the failover objective',
          duration: 'work.failoverMsMax',
          owner: 'us',
          outcome: 'viewers see no gap',
        },
      ],
    },
  ],
};
