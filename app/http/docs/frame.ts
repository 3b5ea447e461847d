import { escapeHtml } from '../escape-html.ts';

interface Frame {
  readonly title: string;
  readonly stylePath: string;
  readonly scriptPath: string;
  /** Of the navigation, for assistive technology. */
  readonly label: string;
  readonly navigation: string;
  readonly main: string;
}

/** A page of the documentation. */
export const renderFrame = ({
  title,
  stylePath,
  scriptPath,
  label,
  navigation,
  main,
}: Frame): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Rostrum</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylePath}">
<script type="module" src="${scriptPath}"></script>
</head>
<body>
<header>
<a class="brand" href="/">Rostrum</a>
<a href="/docs">API</a>
<a href="/docs/guides">Guides</a>
<a href="/openapi.json">OpenAPI document</a>
</header>
<div class="layout">
<nav aria-label="${escapeHtml(label)}">
${navigation}
</nav>
<main>
${main}
</main>
</div>
</body>
</html>
`;

/** A titled list of links in the navigation. */
export const linkList = (title: string, links: readonly string[]): string =>
  `<h2>${escapeHtml(title)}</h2>\n<ul>\n${links.join('\n')}\n</ul>`;
