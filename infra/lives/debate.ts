import type { Life } from './life.ts';

export const debate: Life = {
  of: 'a debate',
  parts: [
    {
      zero: 'the question',
      deadlines: [
        { says: 'a free worker claims it', lasts: 'work.claimMs', owner: 'us', outcome: 'it runs' },
        {
          says: 'it may wait for a worker',
          lasts: 'deployment.alarms.backlogAgeMsMax',
          owner: 'platform',
          outcome: 'an alarm',
          when: 'edge.gatewayIdleMs',
        },
        {
          says: 'the decision begins at the latest, by default',
          lasts: {
            product: [{ difference: ['limits.deadlineSecondsDefault', 'limits.decideSecondsReserve'] }, 1000],
          },
          owner: 'us',
          outcome: 'no more turns',
        },
        {
          says: 'it ends, by default',
          lasts: { product: ['limits.deadlineSecondsDefault', 1000] },
          owner: 'us',
          outcome: 'decided with what there is',
        },
        {
          says: 'it ends, at most',
          lasts: { product: ['limits.deadlineSecondsMax', 1000] },
          owner: 'us',
          outcome: 'decided with what there is',
        },
      ],
    },
    {
      zero: 'a turn',
      deadlines: [
        { says: 'the first token', lasts: 'agents.firstTokenMs', owner: 'us', outcome: 'called again' },
        {
          says: 'from token to token',
          lasts: 'agents.idleMs',
          owner: 'us',
          outcome: 'the attempt has failed',
        },
        { says: 'one attempt', lasts: 'agents.totalMs', owner: 'us', outcome: 'the next attempt' },
        {
          says: 'all attempts',
          lasts: { product: ['agents.totalMs', 'agents.attemptsMax'] },
          owner: 'us',
          outcome: 'the seat is left out',
        },
        {
          says: 'the database is away',
          lasts: 'work.storePatienceMs',
          owner: 'us',
          outcome: 'the debate is given back',
        },
      ],
    },
    {
      zero: 'the last renewal of a worker that dies',
      deadlines: [
        { says: 'it would have renewed', lasts: 'work.renewMs', owner: 'us', outcome: 'a renewal is missed' },
        { says: 'its lease ends', lasts: 'work.leaseMs', owner: 'us', outcome: 'anyone may claim' },
        {
          says: 'another one looks',
          after: 'work.leaseMs',
          lasts: 'work.claimMs',
          owner: 'us',
          outcome: 'the turn runs again as attempt 2',
        },
        { says: 'what is promised', lasts: 'work.failoverMsMax', owner: 'us', outcome: 'nobody noticed' },
      ],
    },
  ],
};
