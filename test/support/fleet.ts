import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fleet } from '../process/fixture/fleet.ts';
import { spawnProgram } from './program.ts';
import { until } from './until.ts';

/** A line that a process of a fleet has written. */
export interface Line {
  readonly process: string;
  readonly msg: string;
  readonly name?: string;
  readonly pid?: number;
  readonly port?: number;
  readonly title?: string;
  readonly why?: string;
}

/** The program of test/process/fixture: a supervisor and its processes. */
export interface RunningFleet {
  readonly child: ReturnType<typeof spawnProgram>['child'];
  readonly exited: Promise<number | null>;
  /** Resolves when all its processes have ended. */
  readonly gone: Promise<unknown>;
  output(): string;
  /** What was said so far that has all these members. */
  lines(wanted: Partial<Line>): readonly Line[];
  /** Resolves to the `count`-th line that has all these members. Throws when the fleet ends without one. */
  said(wanted: Partial<Line>, count?: number): Promise<Line>;
  /** Asks over a new connection, or over those of an agent. Throws unless it is answered with 200. */
  ask(path: string, agent?: Agent): Promise<string>;
  /** Which process answers over a new connection. */
  who(): Promise<{ readonly name: string; readonly pid: number }>;
}

export function launchFleet(fleet: Fleet): RunningFleet {
  const { child, exited, output } = spawnProgram(
    { FLEET: JSON.stringify(fleet) },
    'test/process/fixture/fleet.ts',
  );
  let ended = false;
  const gone = once(child, 'close').then(() => {
    ended = true;
  });

  const lines = (wanted: Partial<Line>): readonly Line[] => linesOf(output()).filter(matches(wanted));
  async function said(wanted: Partial<Line>, count = 1): Promise<Line> {
    await until(() => ended || lines(wanted).length >= count);
    const line = lines(wanted)[count - 1];
    if (!line) throw new Error(`never said ${JSON.stringify(wanted)}:\n${output()}`);
    return line;
  }
  async function ask(path: string, agent = new Agent()): Promise<string> {
    const { port } = await said({ msg: 'listening' });
    const request = get({ host: '127.0.0.1', port, path, agent });
    const [response] = await once(request, 'response');
    if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`);
    return text(response);
  }
  return {
    child,
    exited,
    gone,
    output,
    lines,
    said,
    ask,
    who: async () => JSON.parse(await ask('/')),
  };
}

/** Starts a fleet and resolves when all its processes serve. */
export async function startFleet(fleet: Fleet): Promise<RunningFleet> {
  const running = launchFleet(fleet);
  await running.said({ msg: 'process ready' }, fleet.count);
  return running;
}

const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []));

/** A line that already has all wanted members does not change when they are put over it. */
const matches = (wanted: Partial<Line>) => (line: Line) =>
  JSON.stringify({ ...line, ...wanted }) === JSON.stringify(line);
