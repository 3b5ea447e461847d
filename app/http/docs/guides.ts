import { posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { escapeHtml } from '../escape-html.ts';

/** A Markdown file of the repository that the server shows under /docs/guides/NAME. */
interface Guide {
  readonly title: string;
  /** From the root of the repository. */
  readonly path: string;
}

export const guides = {
  start: { title: 'Start', path: 'README.md' },
  api: { title: 'API and clients', path: 'docs/API.md' },
  models: { title: 'Models', path: 'docs/MODELS.md' },
  evaluation: { title: 'Did the debate help?', path: 'docs/EVALUATION.md' },
  operations: { title: 'Self-hosting', path: 'docs/OPERATIONS.md' },
  aws: { title: 'AWS', path: 'infra/README.md' },
  costs: { title: 'Costs on AWS', path: 'docs/costs.md' },
  capacity: { title: 'Capacity', path: 'docs/capacity.md' },
  audit: { title: 'The audit', path: 'docs/AUDIT.md' },
  architecture: { title: 'Architecture and guarantees', path: 'docs/ARCHITECTURE.md' },
  performance: { title: 'Performance', path: 'docs/performance.md' },
  security: { title: 'Security', path: 'docs/SECURITY.md' },
  changes: { title: 'Changes', path: 'docs/CHANGELOG.md' },
} as const satisfies Readonly<Record<string, Guide>>;

export type GuideName = keyof typeof guides;

export const guideNames = Object.keys(guides) as readonly GuideName[];

export const isGuideName = (name: string): name is GuideName => Object.hasOwn(guides, name);

export const guideAddress = (name: GuideName): string => `/docs/guides/${name}`;

/** A section of a guide, for its navigation. */
interface GuideSection {
  readonly id: string;
  /** Its title, without elements. */
  readonly html: string;
}

/**
 * A guide as HTML. Links lead to other guides and other sites; the text of those to other files of the repository
 * stays.
 */
export function renderGuide(
  name: GuideName,
  text: string,
): { readonly html: string; readonly sections: readonly GuideSection[] } {
  const sections: GuideSection[] = [];
  const idCounts = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const content = this.parser.parseInline(tokens);
        const title = content.replace(/<[^>]*>/g, '');
        const id = headingId(title, idCounts);
        if (depth === 2) sections.push({ id, html: title });
        return `<h${depth} id="${id}">${content}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const content = this.parser.parseInline(tokens);
        const address = resolveLink(href, guides[name].path);
        return address === null ? content : `<a href="${escapeHtml(address)}">${content}</a>`;
      },
      image: () => '',
      table(token: Tokens.Table) {
        const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td') =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const rows = token.rows.map((cells) => row(cells, 'td')).join('\n');
        const head = row(token.header, 'th');
        return `<div class="table" tabindex="0"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  return { html: marked.parse(text, { async: false }), sections };
}

/** The anchor of a heading, as GitHub makes it: the second of one name ends in `-1`. */
function headingId(title: string, counts: Map<string, number>): string {
  const id = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  const count = counts.get(id) ?? 0;
  counts.set(id, count + 1);
  return count === 0 ? id : `${id}-${count}`;
}

/** The address of a link in the file at `path`; null when it leads to a file that is not a guide. */
function resolveLink(href: string, path: string): string | null {
  if (href.startsWith('#') || /^https?:/.test(href)) return href;
  const [file = '', fragment] = href.split('#');
  const target = posix.join(posix.dirname(path), file);
  const name = guideNames.find((each) => guides[each].path === target);
  return name ? `${guideAddress(name)}${fragment ? `#${fragment}` : ''}` : null;
}
