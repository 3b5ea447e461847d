import { stat } from 'node:fs/promises';
import { makeBundle } from '../../../app/build/bundle.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { median } from '../load/statistics.ts';
import type { BenchRow } from '../row.ts';

export const start: BenchRow = {
  description: 'seconds until the program answers, with the embedded database, and until it is bundled',
  run: async (length) => {
    const rounds = Array.from({ length: length === 'short' ? 1 : 5 });
    const starts: Starts[] = [];
    for (const _ of rounds) starts.push(await measureStarts());
    const bundles: { readonly seconds: number; readonly megabytes: number }[] = [];
    for (const _ of rounds) bundles.push(await measureBundle());
    const [first, second] = [
      median(starts.map((each) => each.first)),
      median(starts.map((each) => each.second)),
    ];
    return {
      figures: {
        'first start: s': first.toFixed(2),
        'second start: s': second.toFixed(2),
        'bundle: s': median(bundles.map(({ seconds }) => seconds)).toFixed(2),
        'bundle: MB': (bundles[0]?.megabytes ?? Number.NaN).toFixed(1),
      },
      goals: [
        { name: 'first start', value: first, unit: 's', relation: '≤', limit: 2 },
        { name: 'second start', value: second, unit: 's', relation: '≤', limit: 0.8 },
      ],
    };
  },
};

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

interface Starts {
  readonly first: number;
  readonly second: number;
}

/** On a new data directory, which becomes a copy of an empty cluster, and again. */
async function measureStarts(): Promise<Starts> {
  const directory = createTemporaryDirectory('bench');
  try {
    const first = await measureStart(directory.path);
    return { first, second: await measureStart(directory.path) };
  } finally {
    directory.remove();
  }
}

async function measureStart(dataDirectory: string): Promise<number> {
  const startedAt = performance.now();
  // As `npm start`, without the compiled code that tests keep.
  const program = await startProgram(
    { ROSTRUM_DATA_DIR: dataDirectory, NODE_COMPILE_CACHE: '' },
    undefined,
    [],
  );
  const seconds = secondsSince(startedAt);
  await program.stop();
  return seconds;
}

async function measureBundle() {
  const directory = createTemporaryDirectory('bench');
  const file = `${directory.path}/rostrum.mjs`;
  try {
    const startedAt = performance.now();
    await makeBundle(file);
    return { seconds: secondsSince(startedAt), megabytes: (await stat(file)).size / 1e6 };
  } finally {
    directory.remove();
  }
}
