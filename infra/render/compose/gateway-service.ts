import type { Contract } from '../../../app/contract/types/contract.ts';
import { defaultNginxOptions, type NginxOptions } from '../nginx/options.ts';
import { formatNginxTime } from '../nginx/syntax.ts';
import { hardening, resources } from './common.ts';

const tlsFolder = '/etc/nginx/tls';

/** The rendered nginx.conf that goes with compose.yaml: Docker's DNS server knows the web containers of the moment. */
export const composeNginxOptions: NginxOptions = {
  ...defaultNginxOptions,
  resolver: '127.0.0.11',
  tlsFiles: { certificate: `${tlsFolder}/certificate.pem`, key: `${tlsFolder}/key.pem` },
};

export function gatewayService(contract: Contract) {
  const { certificateFile, keyFile } = contract.gateway;
  const { listen, listenTls } = composeNginxOptions;
  const hasTls = certificateFile !== null && keyFile !== null;
  return {
    // From 1.27.3 on nginx can ask for the addresses of an upstream again (resolve).
    image: 'nginx:1.29-alpine',
    ...hardening,
    read_only: true,
    tmpfs: ['/tmp'],
    command: ['nginx', '-g', 'daemon off;'],
    volumes: [
      './nginx.conf:/etc/nginx/nginx.conf:ro',
      ...(hasTls
        ? [`${certificateFile}:${tlsFolder}/certificate.pem:ro`, `${keyFile}:${tlsFolder}/key.pem:ro`]
        : []),
    ],
    ports: hasTls
      ? [`\${ROSTRUM_HTTP_PORT:-80}:${listen}`, `\${ROSTRUM_HTTPS_PORT:-443}:${listenTls}`]
      : [`\${ROSTRUM_PORT:-8080}:${listen}`],
    networks: ['inside', 'outside'],
    ulimits: { nofile: contract.deployment.container.openFilesMax },
    ...resources(0.5, 256),
    // nginx closes its streams immediately, and their clients reconnect; short requests may finish.
    stop_signal: 'SIGQUIT',
    stop_grace_period: formatNginxTime(contract.process.stopMs),
    depends_on: { web: { condition: 'service_healthy' } },
  };
}
