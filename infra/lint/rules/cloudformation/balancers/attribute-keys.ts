const withLogs = (name: string): string[] =>
  ['enabled', 'bucket', 'prefix'].map((part) => `${name}.s3.${part}`);
const withCounts = (name: string): string[] =>
  ['count', 'percentage'].map((part) => `target_group_health.${name}.minimum_healthy_targets.${part}`);

/** Attributes of an Application Load Balancer, from its API reference of November 2026. */
export const balancerKeys: ReadonlySet<string> = new Set([
  'deletion_protection.enabled',
  'load_balancing.cross_zone.enabled',
  'ipv6.deny_all_igw_traffic',
  'zonal_shift.config.enabled',
  ...withLogs('access_logs'),
  ...withLogs('connection_logs'),
  ...withLogs('health_check_logs'),
  'idle_timeout.timeout_seconds',
  'client_keep_alive.seconds',
  'routing.http.desync_mitigation_mode',
  'routing.http.drop_invalid_header_fields.enabled',
  'routing.http.preserve_host_header.enabled',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled',
  'routing.http.xff_client_port.enabled',
  'routing.http.xff_header_processing.mode',
  'routing.http2.enabled',
  'waf.fail_open.enabled',
]);

/** Those that only a Network Load Balancer has. */
export const networkKeys: ReadonlySet<string> = new Set([
  'dns_record.client_routing_policy',
  'secondary_ips.auto_assigned.per_subnet',
]);

/** Attributes of a target group, of any kind of balancer. */
export const groupKeys: ReadonlySet<string> = new Set([
  'deregistration_delay.timeout_seconds',
  'deregistration_delay.connection_termination.enabled',
  'stickiness.enabled',
  'stickiness.type',
  'stickiness.app_cookie.cookie_name',
  'stickiness.app_cookie.duration_seconds',
  'stickiness.lb_cookie.duration_seconds',
  'slow_start.duration_seconds',
  'load_balancing.algorithm.type',
  'load_balancing.algorithm.anomaly_mitigation',
  'load_balancing.cross_zone.enabled',
  ...withCounts('dns_failover'),
  ...withCounts('unhealthy_state_routing'),
  'lambda.multi_value_headers.enabled',
  'preserve_client_ip.enabled',
  'proxy_protocol_v2.enabled',
  'target_failover.on_deregistration',
  'target_failover.on_unhealthy',
  'target_health_state.unhealthy.connection_termination.enabled',
  'target_health_state.unhealthy.draining_interval_seconds',
]);
