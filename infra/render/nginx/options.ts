/** Where nginx runs, and in front of what. */
export interface NginxOptions {
  /** `host:port` of every web process, or of a name that stands for them. */
  readonly upstreams: readonly string[];
  readonly listen: number;
  /** Certificate and key as files; null: plain HTTP, for a machine of one's own or behind something that has them. */
  readonly tls: { readonly listen: number; readonly certificate: string; readonly key: string } | null;
  readonly serverName: string;
  /** Networks of proxies whose X-Forwarded-For nginx trusts. Empty if clients connect directly. */
  readonly proxies: readonly string[];
  /** A writable directory for temporary files, the cache and the pid file. */
  readonly directory: string;
  /** A path; containers write to /dev/stdout, which the container runtime collects. */
  readonly accessLog: string;
}

export const defaultNginxOptions: NginxOptions = {
  upstreams: ['web:8080'],
  listen: 8080,
  tls: null,
  serverName: '_',
  proxies: [],
  directory: '/tmp',
  accessLog: '/dev/stdout',
};
