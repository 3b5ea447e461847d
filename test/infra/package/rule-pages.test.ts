import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lint } from '../../../infra/lint/lint.ts';
import { auditRules } from '../../../infra/lint/rules/catalog.ts';
import { relations } from '../../../infra/lint/rules/relations.ts';
import { renderRulePages } from '../../../infra/package/rule-pages.ts';

const folder = fileURLToPath(new URL('../../../docs/rules/', import.meta.url));
const pages = new Map(readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));

test('docs/rules has the page of every rule; node infra/package/rule-pages-main.ts writes them', () => {
  const ids = [...auditRules.map(({ id }) => id), ...Object.keys(relations)];
  expect([...pages.keys()].sort()).toEqual([...new Set(ids)].map((id) => `${id}.md`).sort());
  expect(Object.fromEntries(pages)).toEqual(Object.fromEntries(renderRulePages()));
});

const example = /^## (Fails|Passes)\n\n(\S+):\n\n```\w+\n([\s\S]*?)\n```$/gm;

test('the examples on the pages do what the pages say', () => {
  const wrong = [...pages].flatMap(([page, text]) =>
    [...text.matchAll(example)].flatMap(([, title, name = '', code = '']) => {
      const { findings } = lint({ files: [{ name, text: `${code}\n` }] });
      const isFound = findings.some(({ id, state }) => state === 'broken' && `${id}.md` === page);
      return isFound === (title === 'Fails') ? [] : [`${page}: ${title}`];
    }),
  );
  expect(wrong).toEqual([]);
});
