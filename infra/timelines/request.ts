import type { TimelineDefinition } from './timeline.ts';

export const requestTimeline: TimelineDefinition = {
  subject: 'a request',
  sections: [
    {
      origin: 'its first byte',
      deadlines: [
        {
          description: 'the gateway connects',
          duration: { product: ['deployment.cdn.connectMs', 'deployment.cdn.connectAttempts'] },
          owner: 'gateway',
          outcome: '502 of its own',
          when: 'edge.gatewayReadMs',
        },
        { description: 'its headers arrive', duration: 'http.headersMs', owner: 'us', outcome: '408' },
        { description: 'all of it arrives', duration: 'http.requestMs', owner: 'us', outcome: '408' },
        {
          description: 'it waits for a database connection',
          duration: 'database.acquireMs',
          owner: 'us',
          outcome: '503 with Retry-After',
        },
        {
          description: 'its statement waits for a lock',
          after: 'database.acquireMs',
          duration: 'database.lockMs',
          owner: 'us',
          outcome: 'the statement fails',
        },
        {
          description: 'its statement runs',
          after: 'database.acquireMs',
          duration: 'database.statementMs',
          owner: 'us',
          outcome: 'PostgreSQL cancels it',
        },
        {
          description: 'it polls for a record',
          duration: { product: ['limits.waitSecondsMax', 1000] },
          owner: 'us',
          outcome: 'a response to poll again',
        },
        {
          description: 'our deadline',
          duration: 'classes.api.deadlineMs',
          owner: 'us',
          outcome: '504 with a code',
        },
        {
          description: 'the function runs',
          duration: 'deployment.function.timeoutMs',
          owner: 'platform',
          outcome: '502 of the load balancer',
          when: 'deployment.function.enabled',
        },
        {
          description: 'the gateway waits for a byte',
          duration: 'edge.gatewayReadMs',
          owner: 'gateway',
          outcome: '504 of its own',
        },
        {
          description: 'the load balancer waits for a byte',
          duration: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: '504 of its own',
          when: 'deployment.cdn.keepAliveMs',
        },
      ],
    },
    {
      origin: 'its response, while the connection is idle',
      deadlines: [
        {
          description: 'CDN to load balancer',
          duration: 'deployment.cdn.keepAliveMs',
          owner: 'gateway',
          outcome: 'it closes first',
          when: 'edge.gatewayReadMs',
        },
        {
          description: 'the gateway to us',
          duration: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it closes before us',
        },
        {
          description: 'Node',
          duration: 'node.keepAliveMs',
          owner: 'us',
          outcome: 'closes last, so that no request is lost',
        },
        {
          description: 'load balancer to its clients',
          duration: 'deployment.balancer.clientKeepAliveMs',
          owner: 'gateway',
          outcome: 'a new connection',
          when: 'edge.gatewayIdleMs',
        },
      ],
    },
  ],
};
