import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../infra/cli/audit.ts';
import type { LintResult } from '../../../infra/lint/lint.ts';
import { allRules } from '../../../infra/lint/rules/catalog.ts';
import { renderRulePages } from '../../../infra/package/rule-pages.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const folder = fileURLToPath(new URL('../../../docs/rules/', import.meta.url));
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));

test('docs/rules has the page of every rule; node infra/package/rule-pages-main.ts writes them', () => {
  expect([...pages.keys()].sort()).toEqual(allRules.map(({ id }) => `${id}.md`).sort());
  expect(Object.fromEntries(pages)).toEqual(Object.fromEntries(renderRulePages()));
});

const section = /^## (Fails|Passes)\n([\s\S]*?)(?=^## |^To accept)/gm;
const exampleFile = /^(\S+):\n\n```\w+\n([\s\S]*?)\n```$/gm;

/** Audits the files of a section as a user would, in a folder of their own. */
async function audit(path: string, text: string, facts: string | undefined): Promise<LintResult> {
  mkdirSync(path);
  for (const [, name, code] of text.matchAll(exampleFile)) writeFileSync(`${path}/${name}`, `${code}\n`);
  const options = { format: 'json', ...(facts === undefined ? {} : { facts }) };
  const { output } = await auditCommand.run({ profiles: null, options, positionals: [path] });
  return JSON.parse(output);
}

test('the examples on the pages do what the pages say', async () => {
  const { path, remove } = createTemporaryDirectory('pages');
  onTestFinished(remove);
  const wrong: string[] = [];
  let count = 0;
  for (const [page, text] of pages) {
    const facts = /^With `--facts (.*)`:$/m.exec(text)?.[1];
    for (const [, title, files = ''] of text.matchAll(section)) {
      count += 1;
      const { findings, gaps } = await audit(`${path}/${count}`, files, facts);
      const isFound = findings.some(({ id, state }) => state === 'broken' && `${id}.md` === page);
      if (gaps.length > 0 || isFound !== (title === 'Fails')) wrong.push(`${page}: ${title}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBe(2 * pages.size);
});
