import { nginxRule } from '../../rule.ts';

export const filesCoverConnections = nginxRule({
  id: 'files-cover-connections',
  severity: 'warning',
  summary: 'The open-file limit of a worker covers its connections',
  rationale: 'connections refused with "too many open files" long before worker_connections is reached',
  fix: 'Raise worker_rlimit_nofile to twice worker_connections: a proxied request uses two files.',
  source: 'https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile',
  check({ mains }, report) {
    for (const main of mains) {
      const limit = main.directives.find(({ name }) => name === 'worker_rlimit_nofile');
      const events = main.directives.find(({ name }) => name === 'events');
      const max = events?.block?.find(({ name }) => name === 'worker_connections');
      const [opened, connections] = [Number(limit?.args[0]), Number(max?.args[0])];
      if (limit !== undefined && opened < connections)
        report(main.placeOf('worker_rlimit_nofile', limit), `${opened} files for ${connections} connections`);
    }
  },
});
