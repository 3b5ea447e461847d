import type { TimelineDefinition } from './timeline.ts';

export const streamTimeline: TimelineDefinition = {
  subject: 'a stream',
  sections: [
    {
      origin: 'the last byte that was sent',
      deadlines: [
        {
          description: 'deltas are batched in a busy process',
          duration: 'live.deltaBatchBusyMs',
          owner: 'us',
          outcome: 'one frame for all viewers',
        },
        {
          description: 'the log is read again',
          duration: 'live.pollMs',
          owner: 'us',
          outcome: 'events behind a lost hint arrive',
        },
        {
          description: 'a heartbeat',
          duration: 'live.heartbeatMs',
          owner: 'us',
          outcome: 'a byte for the gateways',
        },
        {
          description: 'one heartbeat lost',
          duration: { product: ['live.heartbeatMs', 2] },
          owner: 'us',
          outcome: 'the next one is in time',
        },
        {
          description: 'the CDN waits for a byte',
          duration: 'edge.gatewayReadMs',
          owner: 'gateway',
          outcome: 'it closes the stream',
          when: 'deployment.cdn.keepAliveMs',
        },
        {
          description: 'the load balancer waits for a byte',
          duration: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it closes the stream',
          when: 'deployment.cdn.keepAliveMs',
        },
        {
          description: 'nginx waits for a byte',
          duration: 'edge.gatewayStreamMs',
          owner: 'gateway',
          outcome: 'it closes the stream',
        },
      ],
    },
    {
      origin: 'its first byte',
      deadlines: [
        {
          description: 'its key is revalidated',
          duration: 'access.revalidateIntervalMs',
          owner: 'us',
          outcome: 'closed, if it was revoked',
        },
        {
          description: 'the longest debate ends',
          duration: { product: ['limits.deadlineSecondsMax', 1000] },
          owner: 'us',
          outcome: 'the last event, and the end',
        },
        {
          description: 'the CDN ends a response',
          duration: 'deployment.cdn.completionMs',
          owner: 'gateway',
          outcome: 'it closes the stream',
          when: 'edge.gatewayReadMs',
        },
      ],
    },
    {
      origin: 'a lost connection, or a request to reconnect',
      deadlines: [
        {
          description: 'the client reconnects',
          duration: 'live.retryMs',
          owner: 'us',
          outcome: 'it resumes after its last event',
        },
      ],
    },
  ],
};

export const socketTimeline: TimelineDefinition = {
  subject: 'a socket',
  sections: [
    {
      origin: 'the ticket',
      deadlines: [
        {
          description: 'the ticket can be used',
          duration: 'access.ticketLifetimeMs',
          owner: 'us',
          outcome: '401: ask for a new one',
        },
      ],
    },
    {
      origin: 'a ping',
      deadlines: [
        {
          description: 'the next ping, before which a pong is due',
          duration: 'live.heartbeatMs',
          owner: 'us',
          outcome: 'closed: the peer is dead',
        },
        {
          description: 'the load balancer waits for a byte',
          duration: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it closes the socket',
          when: 'deployment.cdn.keepAliveMs',
        },
        {
          description: 'nginx waits for a byte',
          duration: 'edge.gatewayStreamMs',
          owner: 'gateway',
          outcome: 'it closes the socket',
        },
        {
          description: 'the CDN waits for a byte',
          duration: 'deployment.cdn.socketIdleMs',
          owner: 'gateway',
          outcome: 'it closes the socket',
          when: 'edge.gatewayReadMs',
        },
        {
          description: 'its key is revalidated',
          duration: 'access.revalidateIntervalMs',
          owner: 'us',
          outcome: 'closed, if it was revoked',
        },
      ],
    },
    {
      origin: 'the close of the task’s listener',
      deadlines: [
        {
          description: 'it is asked to reconnect, at a random time',
          duration: 'process.viewerCloseMs',
          owner: 'us',
          outcome: 'closed with its cursor',
        },
      ],
    },
    {
      origin: 'our close',
      deadlines: [
        {
          description: 'the peer closes, too',
          duration: 'live.closeTimeoutMs',
          owner: 'us',
          outcome: 'it is terminated',
        },
      ],
    },
  ],
};
