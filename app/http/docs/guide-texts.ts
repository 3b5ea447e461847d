import { readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);

/**
 * The text of a Markdown file of the repository, by its path there. In the bundle, app/build/bundle.ts replaces this
 * module with one that contains the texts.
 */
export const readGuideText = (path: string): string => readFileSync(new URL(path, root), 'utf8');
