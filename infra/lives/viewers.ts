import type { Life } from './life.ts';

export const stream: Life = {
  of: 'a stream',
  parts: [
    {
      zero: 'the last byte that was sent',
      deadlines: [
        {
          says: 'deltas are joined',
          lasts: 'live.coalesceMs',
          owner: 'us',
          outcome: 'one frame for all viewers',
        },
        {
          says: 'the log is read again',
          lasts: 'live.pollMs',
          owner: 'us',
          outcome: 'what a lost hint hid arrives',
        },
        { says: 'a heartbeat', lasts: 'live.heartbeatMs', owner: 'us', outcome: 'a byte for the gateways' },
        {
          says: 'one heartbeat lost',
          lasts: { product: ['live.heartbeatMs', 2] },
          owner: 'us',
          outcome: 'the next one is in time',
        },
        {
          says: 'the content network waits for a byte',
          lasts: 'edge.gatewayReadMs',
          owner: 'gateway',
          outcome: 'it cuts the stream',
        },
        {
          says: 'the balancer waits for a byte',
          lasts: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it cuts the stream',
        },
      ],
    },
    {
      zero: 'its first byte',
      deadlines: [
        {
          says: 'its key is looked at again',
          lasts: 'access.recheckMs',
          owner: 'us',
          outcome: 'closed, if it was revoked',
        },
        {
          says: 'the longest debate ends',
          lasts: { product: ['limits.deadlineSecondsMax', 1000] },
          owner: 'us',
          outcome: 'the last event, and the end',
        },
        {
          says: 'the content network ends a response',
          lasts: 'deployment.cdn.completionMs',
          owner: 'gateway',
          outcome: 'it cuts the stream',
          when: 'edge.gatewayReadMs',
        },
      ],
    },
    {
      zero: 'a cut, or being told to move',
      deadlines: [
        {
          says: 'the client waits',
          lasts: 'live.retryMs',
          owner: 'us',
          outcome: 'it goes on at its last event',
        },
      ],
    },
  ],
};

export const socket: Life = {
  of: 'a socket',
  parts: [
    {
      zero: 'the ticket',
      deadlines: [
        {
          says: 'the ticket can be used',
          lasts: 'access.ticketMs',
          owner: 'us',
          outcome: '401: ask for a new one',
        },
      ],
    },
    {
      zero: 'a ping',
      deadlines: [
        {
          says: 'the next ping, before which a pong is due',
          lasts: 'live.heartbeatMs',
          owner: 'us',
          outcome: 'closed: the peer is dead',
        },
        {
          says: 'the balancer waits for a byte',
          lasts: 'edge.gatewayIdleMs',
          owner: 'gateway',
          outcome: 'it cuts the socket',
        },
        {
          says: 'the content network waits for a byte',
          lasts: 'deployment.cdn.socketIdleMs',
          owner: 'gateway',
          outcome: 'it cuts the socket',
          when: 'edge.gatewayReadMs',
        },
        {
          says: 'its key is looked at again',
          lasts: 'access.recheckMs',
          owner: 'us',
          outcome: 'closed, if it was revoked',
        },
      ],
    },
    {
      zero: 'the moment at which the listener of its task closes',
      deadlines: [
        {
          says: 'it is told to move, at a moment of its own',
          lasts: 'process.viewerCloseMs',
          owner: 'us',
          outcome: 'closed with its cursor',
        },
      ],
    },
    {
      zero: 'our close',
      deadlines: [
        { says: 'the peer closes, too', lasts: 'live.pongMs', owner: 'us', outcome: 'it is gone without' },
      ],
    },
  ],
};
