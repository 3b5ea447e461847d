import type { BenchRow } from '../row.ts';
import { capacity } from './capacity.ts';
import { debates } from './debates.ts';
import { exchange } from './exchange.ts';
import { fanout } from './fanout.ts';
import { growth } from './growth.ts';
import { memory } from './memory.ts';
import { livePage } from './page.ts';
import { requests } from './requests.ts';
import { saturation } from './saturation.ts';
import { scale } from './scale.ts';
import { start } from './start.ts';
import { takeover } from './takeover.ts';
import { tokens } from './tokens.ts';
import { audit, synth } from './tools.ts';

/** The rows of `npm run bench`, in their order. */
export const rows: Readonly<Record<string, BenchRow>> = {
  tokens,
  requests,
  fanout,
  saturation,
  capacity,
  debates,
  takeover,
  growth,
  scale,
  memory,
  page: livePage,
  start,
  synth,
  audit,
  exchange,
};
