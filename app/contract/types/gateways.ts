/** The content network in front (CloudFront). How long it waits for the next byte is edge.gatewayReadMs. */
export interface CdnSettings {
  /** How long it keeps an idle connection to the balancer. */
  readonly keepAliveMs: number;
  /** One try to connect, and how many there are. */
  readonly connectMs: number;
  readonly connectAttempts: number;
  /** The longest it lets a whole response take; null: as long as bytes come. */
  readonly completionMs: number | null;
  /** A socket with no byte from us for this long is closed; CloudFront's own number, which nobody can change. */
  readonly socketIdleMs: number;
  /** The most that edge.gatewayReadMs may be without asking AWS for a higher quota. */
  readonly readMsMax: number;
  /** Requests of one address in a window; the next are blocked at the edge, with no answer of ours. */
  readonly addressRequestsMax: number;
  readonly windowSeconds: number;
}

/** How often something is asked whether it lives. */
export interface HealthCheckSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Answers in a row that make it healthy, and unhealthy. */
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** The balancer (ALB). How long it keeps an idle connection is edge.gatewayIdleMs. */
export interface BalancerSettings {
  /** Where it listens, inside the network; TLS ends at the content network. */
  readonly port: number;
  /** How long a client (the content network) may keep its connection. */
  readonly clientKeepAliveMs: number;
  /** After a target has left, its requests may take this long to end. */
  readonly deregistrationMs: number;
  /** A new target gets its full share only after this; 0: at once. */
  readonly slowStartMs: number;
  /** `least_outstanding_requests` suits streams beside short requests; it excludes a slow start. */
  readonly algorithm: 'least_outstanding_requests' | 'round_robin';
  readonly health: HealthCheckSettings;
}
