import { escapeHtml } from '../escape-html.ts';
import { linkList } from './frame.ts';
import { type GuideName, guideAddress, guideNames, guides, renderGuide } from './guides.ts';

/** Navigation and content of a guide; null: the list of all guides. */
export function guideParts(
  name: GuideName | null,
  readText: (path: string) => string,
): { readonly title: string; readonly navigation: string; readonly main: string } {
  const links = guideNames.map((each) => {
    const current = each === name ? ' aria-current="page"' : '';
    return `<li><a href="${guideAddress(each)}"${current}>${escapeHtml(guides[each].title)}</a></li>`;
  });
  const all = linkList('Guides', links);
  if (name === null)
    return { title: 'Guides', navigation: all, main: `<h1>Guides</h1>\n<ul>\n${links.join('\n')}\n</ul>` };
  const { html, sections } = renderGuide(name, readText(guides[name].path));
  const own = sections.map(({ id, html: title }) => `<li><a href="#${id}">${title}</a></li>`);
  return {
    title: guides[name].title,
    navigation: sections.length > 0 ? `${linkList('On this page', own)}\n${all}` : all,
    main: html,
  };
}
