import type { ConnectPolicy } from './connect.ts';

/** The timeouts of an AWS gateway; null: no limit. */
export interface GatewayTiming extends ConnectPolicy {
  /** The idle timeout of connections to the origin and, as `clientIdleMs`, to clients; 0: none. */
  readonly keepAliveMs: number;
  readonly clientIdleMs: number;
  /** The longest silence of the origin, before and within a response. */
  readonly readMs: number | null;
  /** The longest time for a whole response. */
  readonly completionMs: number | null;
  /** The longest silence of the origin on a WebSocket. */
  readonly socketIdleMs: number | null;
}
