import { Agent } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { mergeMetrics } from '../../../app/runtime/supervisor/metrics.ts';
import { startFleet } from '../../support/processes/fleet.ts';
import { killPrograms } from '../../support/processes/program.ts';

describe('merged metrics', () => {
  const web1 =
    '# HELP a Some a\n# TYPE a counter\na{process="web 1"} 1\n\n# HELP b B\n# TYPE b gauge\nb{process="web 1"} 2\n';
  const web2 =
    '# HELP b B\n# TYPE b gauge\nb{process="web 2"} 3\n\n# HELP c C\n# TYPE c gauge\nc{process="web 2"} Nan\n';

  it('contain every family once, with the series of all processes', () => {
    expect(mergeMetrics([web1, web2])).toBe(
      '# HELP a Some a\n# TYPE a counter\na{process="web 1"} 1\n\n' +
        '# HELP b B\n# TYPE b gauge\nb{process="web 1"} 2\nb{process="web 2"} 3\n\n' +
        '# HELP c C\n# TYPE c gauge\nc{process="web 2"} Nan\n',
    );
  });

  it('are unchanged for one process and empty for none', () => {
    expect(mergeMetrics([web1])).toBe(web1);
    expect(mergeMetrics(['', '\n'])).toBe('');
  });
});

/** The processes that have a series of rostrum_http_requests_total in a text. */
const processNames = (text: string) =>
  [...text.matchAll(/^rostrum_http_requests_total\{.*process="(.*)"\}/gm)].map(([, name]) => name);

describe.concurrent('a scrape of any process', () => {
  afterAll(killPrograms);

  it('returns the series of all processes and of the supervisor', async () => {
    const fleet = await startFleet({ count: 2 });
    await fleet.identify();
    const text = await fleet.get('/metrics');
    expect(text.match(/^# TYPE rostrum_http_requests_total/gm)).toHaveLength(1);
    expect(processNames(text)).toEqual(['web 1', 'web 2']);
    for (const name of ['supervisor', 'web 1', 'web 2'])
      expect(text).toMatch(new RegExp(`^process_start_time_seconds{process="${name}"} \\d`, 'm'));
    expect(text).toContain('rostrum_processes_ready{process="supervisor"} 2\n');
  });

  it('leaves out a process that does not answer, and counts the failure', async () => {
    const contract = { supervisor: { metricsTimeoutMs: 1000, heartbeatTimeoutMs: 60_000 } };
    const fleet = await startFleet({ count: 2, contract });
    fleet.get('/hang').catch(() => {});
    const { process: hung, pid = 0 } = await fleet.waitForLine({ msg: 'hanging' });
    const text = await fleet.get('/metrics');
    process.kill(pid, 'SIGKILL');
    expect(processNames(text)).toEqual(['web 1', 'web 2'].filter((name) => name !== hung));
    expect(text).toContain('rostrum_metrics_scrape_failures_total{process="supervisor"} 1\n');
  });

  it('returns its own metrics if the supervisor does not answer, and no process is killed for that', async () => {
    const contract = {
      supervisor: { metricsTimeoutMs: 500, collectTimeoutMs: 1200, heartbeatTimeoutMs: 1000 },
    };
    const fleet = await startFleet({ count: 1, contract });
    const agent = new Agent({ keepAlive: true });
    const before = await fleet.get('/', agent);
    fleet.child.kill('SIGSTOP');
    const text = await fleet.get('/metrics', agent);
    fleet.child.kill('SIGCONT');
    expect(processNames(text)).toEqual(['web 1']);
    expect(text).not.toContain('process="supervisor"');
    expect(await fleet.get('/', agent)).toBe(before);
    expect(await fleet.get('/metrics', agent)).toContain('process="supervisor"');
    expect(fleet.lines({ msg: 'process killed' })).toEqual([]);
    agent.destroy();
  });
});
