import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderCapacityPage } from './page.ts';

/** Writes docs/capacity.md. */
writeFileSync(fileURLToPath(new URL('../../docs/capacity.md', import.meta.url)), renderCapacityPage());
