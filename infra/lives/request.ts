import type { Life } from './life.ts';

export const request: Life = {
  of: 'a request',
  parts: [
    {
      zero: 'its first byte',
      deadlines: [
        {
          says: 'the content network connects',
          lasts: { product: ['deployment.cdn.connectMs', 'deployment.cdn.connectAttempts'] },
          owner: 'gateway',
          outcome: '502 of its own',
          when: 'edge.gatewayReadMs',
        },
        { says: 'its headers arrive', lasts: 'http.headersMs', owner: 'us', outcome: '408' },
        { says: 'all of it arrives', lasts: 'http.requestMs', owner: 'us', outcome: '408' },
        {
          says: 'it waits for a database connection',
          lasts: 'database.acquireMs',
          owner: 'us',
          outcome: '503 with Retry-After',
        },
        {
          says: 'its statement waits for a lock',
          after: 'database.acquireMs',
          lasts: 'database.lockMs',
          owner: 'us',
          outcome: 'the statement fails',
        },
        {
          says: 'its statement runs',
          after: 'database.acquireMs',
          lasts: 'database.statementMs',
          owner: 'us',
          outcome: 'PostgreSQL cancels it',
        },
        {
          says: 'it polls for a record',
          lasts: { product: ['limits.waitSecondsMax', 1000] },
          owner: 'us',
          outcome: 'answered: ask again',
        },
        {
          says: 'our deadline',
          lasts: 'classes.api.deadlineMs',
          owner: 'us',
          outcome: '504 with a code',
        },
        {
          says: 'the function runs',
          lasts: 'deployment.function.timeoutMs',
          owner: 'platform',
          outcome: '502 of the balancer',
          when: 'deployment.function.enabled',
        },
        {
          says: 'the content network waits for a byte',
          lasts: 'edge.gatewayReadMs',
          owner: 'gateway',
          outcome: '504 of its own',
        },
        {
          says: 'the balancer waits for a byte',
          lasts: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: '504 of its own',
        },
      ],
    },
    {
      zero: 'its answer: who keeps the idle connection',
      deadlines: [
        {
          says: 'the content network, to the balancer',
          lasts: 'deployment.cdn.keepAliveMs',
          owner: 'gateway',
          outcome: 'it closes first',
          when: 'edge.gatewayReadMs',
        },
        {
          says: 'the balancer, to us',
          lasts: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it closes before us',
        },
        {
          says: 'Node',
          lasts: 'node.keepAliveMs',
          owner: 'us',
          outcome: 'last, so that nobody asks a dead one',
        },
        {
          says: 'the balancer, to its clients',
          lasts: 'deployment.balancer.clientKeepAliveMs',
          owner: 'gateway',
          outcome: 'a new connection',
          when: 'edge.gatewayIdleMs',
        },
      ],
    },
  ],
};
