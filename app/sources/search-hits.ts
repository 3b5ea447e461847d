/** A page that a search server has found. */
export interface SearchHit {
  readonly url: string;
  readonly title: string;
  /** What the search server quotes from the page; never empty. */
  readonly excerpt: string;
  /** As the search server states it; null: it does not. */
  readonly publishedAt: string | null;
}

/** The members that search servers use; the first that has a text counts. */
const members = {
  url: ['url', 'link', 'href', 'uri'],
  title: ['title', 'name'],
  excerpt: ['content', 'snippet', 'description', 'excerpt', 'summary', 'text'],
  publishedAt: ['publishedDate', 'published_date', 'published', 'page_age', 'date'],
} as const;

const textCharsMax = 10_000;

/** In their order; those without a web address or an excerpt are left out. */
export const readHits = (results: readonly unknown[]): readonly SearchHit[] =>
  results.flatMap((result) => {
    const url = URL.parse(textOf(result, members.url));
    const excerpt = textOf(result, members.excerpt);
    if (!url || !/^https?:$/.test(url.protocol) || excerpt === '') return [];
    const publishedAt = textOf(result, members.publishedAt) || null;
    return [{ url: url.href, title: textOf(result, members.title) || url.host, excerpt, publishedAt }];
  });

function textOf(result: unknown, names: readonly string[]): string {
  if (typeof result !== 'object' || result === null) return '';
  for (const name of names) {
    const value: unknown = Object.hasOwn(result, name) ? Reflect.get(result, name) : null;
    if (typeof value === 'string' && value.trim() !== '') return value.slice(0, textCharsMax).trim();
  }
  return '';
}

const depthMax = 3;

/** The first list of objects with web addresses, at most three objects deep; null: there is none. */
export function findHits(value: unknown, depth = depthMax): readonly SearchHit[] | null {
  if (Array.isArray(value)) {
    const hits = readHits(value);
    return hits.length > 0 || value.length === 0 ? hits : null;
  }
  if (typeof value !== 'object' || value === null || depth === 0) return null;
  for (const member of Object.values(value)) {
    const hits = findHits(member, depth - 1);
    if (hits !== null) return hits;
  }
  return null;
}

const address = /https?:\/\/[^\s<>()[\]"'`]+/;
const label =
  /^(?:\d+[.)]|[-*#>]+)?\s*\**(?:title|url|link|description|snippet|summary|content)?\**:?\**\s*/i;

/** The hits of a text for people: paragraphs with an address each, or one address and the lines after it. */
export function readHitsOfText(text: string): readonly SearchHit[] {
  const paragraphs: string[][] = [[]];
  for (const line of text.split('\n'))
    if (/^[\s=-]*$/.test(line)) paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  return paragraphs.flatMap((lines) => {
    const url = lines.map((line) => address.exec(line)?.[0]).find((found) => found !== undefined);
    const texts = lines.map(textOfLine).filter((line) => line !== '');
    const [title = '', ...rest] = texts;
    return readHits([{ url, title, excerpt: rest.join('\n') || title }]);
  });
}

/** Without marks, labels and the address. */
const textOfLine = (line: string): string =>
  line
    .trim()
    .replace(label, '')
    .replace(address, '')
    .replace(/[[\]()*]/g, '')
    .trim();
