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
          description: 'it may wait for a worker',
          duration: 'deployment.alarms.backlogAgeMsMax',
          owner: 'platform',
          outcome: 'an alarm',
          when: 'edge.gatewayIdleMs',
        },
        {
          description: 'the decision begins at the latest, by default',
          duration: {
            product: [
              { difference: ['limits.deadlineSecondsDefault', 'limits.decisionSecondsReserve'] },
              1000,
            ],
          },
          owner: 'us',
          outcome: 'no more turns',
        },
        {
          description: 'it ends, by default',
          duration: { product: ['limits.deadlineSecondsDefault', 1000] },
          owner: 'us',
          outcome: 'decided with what there is',
        },
        {
          description: 'it ends, at most',
          duration: { product: ['limits.deadlineSecondsMax', 1000] },
          owner: 'us',
          outcome: 'decided with what there is',
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
          outcome: 'called again',
        },
        {
          description: 'from token to token',
          duration: 'agents.idleMs',
          owner: 'us',
          outcome: 'the attempt has failed',
        },
        { description: 'one attempt', duration: 'agents.totalMs', owner: 'us', outcome: 'the next attempt' },
        {
          description: 'all attempts',
          duration: { product: ['agents.totalMs', 'agents.attemptsMax'] },
          owner: 'us',
          outcome: 'the seat is left out',
        },
        {
          description: 'the database is away',
          duration: 'work.storeRetryBudgetMs',
          owner: 'us',
          outcome: 'the debate is given back',
        },
      ],
    },
    {
      origin: 'the last renewal of a worker that dies',
      deadlines: [
        {
          description: 'it would have renewed',
          duration: 'work.renewIntervalMs',
          owner: 'us',
          outcome: 'a renewal is missed',
        },
        { description: 'its lease ends', duration: 'work.leaseMs', owner: 'us', outcome: 'anyone may claim' },
        {
          description: 'another one looks',
          after: 'work.leaseMs',
          duration: 'work.claimIntervalMs',
          owner: 'us',
          outcome: 'the turn runs again as attempt 2',
        },
        {
          description: 'what is promised',
          duration: 'work.failoverMsMax',
          owner: 'us',
          outcome: 'nobody noticed',
        },
      ],
    },
  ],
};
