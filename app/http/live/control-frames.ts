import type { StreamFrame } from '../../debate/core/frames.ts';
import { createPacket } from '../../live/packet.ts';

/** Encoded once and shared by all viewers. */
export const heartbeatPacket = createPacket([{ type: 'heartbeat' }]);

/** The last frame to a viewer whose key was revoked or has expired. */
export const revokedFrame: Extract<StreamFrame, { type: 'error' }> = {
  type: 'error',
  code: 'unauthenticated',
  detail: 'The key of this connection is no longer valid.',
};
