import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fleet } from '../../runtime/supervisor/fixture/fleet.ts';
import { until } from '../until.ts';
import { spawnProgram } from './program.ts';
import { testFleet } from './test-bundle.ts';

/** A log line of a process of a fleet. */
export interface LogLine {
  readonly process: string;
  readonly msg: string;
  readonly name?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly title?: string;
  readonly why?: string;
  readonly reason?: string;
}

/** The program of test/runtime/supervisor/fixture: a supervisor and its processes. */
export interface RunningFleet {
  readonly child: ReturnType<typeof spawnProgram>['child'];
  readonly exited: Promise<number | null>;
  /** Resolves when all its processes have ended. */
  readonly closed: Promise<unknown>;
  output(): string;
  /** The log lines so far that have all these members. */
  lines(expected: Partial<LogLine>): readonly LogLine[];
  /** Resolves to the `count`-th line that has all these members. Throws when the fleet ends without one. */
  waitForLine(expected: Partial<LogLine>, count?: number): Promise<LogLine>;
  /** Sends a request over a new connection, or those of an agent. Throws unless the status is 200. */
  get(path: string, agent?: Agent): Promise<string>;
  /** The process that answers a request over a new connection. */
  identify(): Promise<{ readonly name: string; readonly pid: number }>;
}

export function launchFleet(fleet: Fleet): RunningFleet {
  const { child, exited, output } = spawnProgram({ FLEET: JSON.stringify(fleet) }, testFleet);
  let ended = false;
  const closed = once(child, 'close').then(() => {
    ended = true;
  });

  const lines = (expected: Partial<LogLine>): readonly LogLine[] =>
    parseLines(output()).filter(hasMembers(expected));
  async function waitForLine(expected: Partial<LogLine>, count = 1): Promise<LogLine> {
    await until(() => ended || lines(expected).length >= count, `the log line ${JSON.stringify(expected)}`, {
      last: output,
    });
    const line = lines(expected)[count - 1];
    if (!line)
      throw new Error(`the fleet ended without a log line ${JSON.stringify(expected)}:\n${output()}`);
    return line;
  }
  async function fetchText(path: string, agent = new Agent()): Promise<string> {
    const { port } = await waitForLine({ msg: 'listening' });
    const request = get({ host: '127.0.0.1', port, path, agent });
    const [response] = await once(request, 'response');
    if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`);
    return text(response);
  }
  return {
    child,
    exited,
    closed,
    output,
    lines,
    waitForLine,
    get: fetchText,
    identify: async () => JSON.parse(await fetchText('/')),
  };
}

/** Starts a fleet and resolves when all its processes are ready. */
export async function startFleet(fleet: Fleet): Promise<RunningFleet> {
  const running = launchFleet(fleet);
  await running.waitForLine({ msg: 'process ready' }, fleet.count);
  return running;
}

const parseLines = (output: string): LogLine[] =>
  output
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));

/** A line that has all expected members does not change when they are spread over it. */
const hasMembers = (expected: Partial<LogLine>) => (line: LogLine) =>
  JSON.stringify({ ...line, ...expected }) === JSON.stringify(line);
