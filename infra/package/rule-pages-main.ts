import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderRulePages } from './rule-pages.ts';

/** Writes the pages of docs/rules. */
const folder = fileURLToPath(new URL('../../docs/rules/', import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const pages = renderRulePages();
for (const [name, text] of pages) writeFileSync(`${folder}${name}`, text);
process.stdout.write(`docs/rules: ${pages.size} pages\n`);
