/**
 * The CDN in front (CloudFront). How long it waits for the next byte is edge.gatewayReadMs. Without one, its times are
 * null; its limits per address and its connection attempts are then those of nginx.
 */
export interface CdnSettings {
  /** How long it keeps an idle connection to the load balancer. */
  readonly keepAliveMs: number | null;
  /** Timeout of one connection attempt, and the number of attempts. */
  readonly connectMs: number;
  readonly connectAttempts: number;
  /** Its limit for a whole response; null: no limit while bytes arrive. */
  readonly completionMs: number | null;
  /** A WebSocket without a byte from us for this long is closed: a fixed limit of CloudFront. */
  readonly socketIdleMs: number | null;
  /** The limit of edge.gatewayReadMs without a quota increase. */
  readonly readMsMax: number | null;
  /** Whether a web ACL (AWS WAF, 6 $ a month) blocks addresses with too many requests. */
  readonly firewall: boolean;
  /** Requests per address and window; the web ACL blocks further ones, without a response of ours. */
  readonly addressRequestsMax: number;
  readonly windowSeconds: number;
}

export interface HealthCheckSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Consecutive successes that make a target healthy, and failures that make it unhealthy. */
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** The load balancer (ALB). How long it keeps an idle connection is edge.gatewayIdleMs. */
export interface BalancerSettings {
  /** The listener for CloudFront, where TLS ends. Without it, the listener is HTTPS on port 443. */
  readonly port: number;
  /**
   * Without CloudFront: the ranges of addresses that may connect, by names of yours: { "office": "203.0.113.0/24" }.
   * None: what `ingress` says.
   */
  readonly clientCidrs: Readonly<Record<string, string>>;
  /** How long a client (CloudFront) may keep its connection. */
  readonly clientKeepAliveMs: number;
  /** After a target is deregistered, its requests may take this long to finish. */
  readonly deregistrationMs: number;
  /** A new target reaches its full share of requests after this long; 0: at once. */
  readonly slowStartMs: number;
  /** `least_outstanding_requests` suits long streams mixed with short requests; it is incompatible with slow start. */
  readonly algorithm: 'least_outstanding_requests' | 'round_robin';
  readonly health: HealthCheckSettings;
}

/** The gateway of a deployment outside AWS: nginx, or an Ingress of Kubernetes. */
export interface GatewaySettings {
  /** The name under which people reach it, such as debates.example; null: any. */
  readonly hostName: string | null;
  /** Files of the certificate chain and its key (PEM); null: plain HTTP. Kubernetes uses the Secret rostrum-tls. */
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  /** With a certificate: how long browsers remember to use HTTPS only. */
  readonly hstsSeconds: number;
  /** How long a client may be silent while it sends a request. */
  readonly clientSilenceMs: number;
  /** Origins whose pages may load the files under /assets/: one origin, or *; null: none. */
  readonly assetsOrigin: string | null;
  /** Web processes of a route class that other processes than those of the rest serve: { "stream": "live:8080" }. */
  readonly upstreams: Readonly<Record<string, string>>;
}
