import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guides } from '../../app/http/docs/guides.ts';

/** README.md, the guides that the server shows, and the page for contributors. */
export const pages = [...new Set([...Object.values(guides).map(({ path }) => path), 'docs/CONTRIBUTING.md'])];

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The code blocks of a page in one language, in order. */
export const codeBlocks = (page: string, language: string): string[] =>
  [
    ...readFileSync(`${root}${page}`, 'utf8').matchAll(
      new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'),
    ),
  ].map(([, code = '']) => code);

/** The commands of a page's shell blocks, each on one line and without its comment. */
export const shellCommands = (page: string): string[] =>
  codeBlocks(page, 'sh').flatMap((code) =>
    code
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/\s{2,}#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );

/** The commands in the sentences of a page, each once. */
export const inlineCommands = (page: string): string[] => {
  const text = readFileSync(`${root}${page}`, 'utf8').replaceAll(/^```.*?^```$/gms, '');
  return [
    ...new Set([...text.matchAll(/`((?:npx |npm run |rostrum )[^`\n]+)`/g)].map(([, code = '']) => code)),
  ];
};
