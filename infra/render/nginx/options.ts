/** Where nginx runs, and in front of what. */
export interface NginxOptions {
  /** `host:port` of every web process, or of a name that stands for them. */
  readonly upstreams: readonly string[];
  /** A DNS server that is asked again while nginx runs, for names whose addresses change; null: asked at start. */
  readonly resolver: string | null;
  /** Ports for plain HTTP, which only redirects if there is a certificate, and for TLS. */
  readonly listen: number;
  readonly listenTls: number;
  /** Certificate and key as nginx finds them; null: as the contract names them. */
  readonly tlsFiles: { readonly certificate: string; readonly key: string } | null;
  /** Networks of proxies whose X-Forwarded-For nginx trusts. Empty if clients connect directly. */
  readonly proxies: readonly string[];
  /** A writable directory for temporary files, the cache and the pid file. */
  readonly directory: string;
  /** A path; containers write to /dev/stdout, which the container runtime collects. */
  readonly accessLog: string;
}

export const defaultNginxOptions: NginxOptions = {
  upstreams: ['web:8080'],
  resolver: null,
  listen: 8080,
  listenTls: 8443,
  tlsFiles: null,
  proxies: [],
  directory: '/tmp',
  accessLog: '/dev/stdout',
};
