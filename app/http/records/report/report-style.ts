/** The colours of the web page, with a contrast of at least 4.5 in light and dark mode. */
export const reportStyle = `:root { color-scheme: light dark;
  --paper: light-dark(#ffffff, #16191b); --ink: light-dark(#15191b, #eceeee);
  --ink-muted: light-dark(#5d666b, #98a3a8); --line: light-dark(#dddfd9, #2d3437);
  --sunken: light-dark(#f2f2ee, #22272a); --accent: light-dark(#0b5d66, #6fd3c6);
  --warning: light-dark(#7d4d00, #ebb961); --warning-soft: light-dark(#faf0da, #352a13); }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1, h2, h3, h4, h5, h6, p, li, dd, td, th { unicode-bidi: plaintext; }
h1, p, .items li, .notes li, dd { white-space: pre-line; }
h1 { margin: 0 0 1.25rem; font-size: 1.75rem; line-height: 1.25; }
h1.long { font-size: 1.2rem; line-height: 1.45; }
h2 { margin: 2.25rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--line); font-size: 1.2rem; }
h3, h4, h5, h6 { margin: 1.3em 0 .4em; font-size: 1rem; }
p { margin: 0 0 .7em; }
ul, ol { margin: 0 0 .9em; padding-left: 1.4rem; }
li { margin: .2em 0; }
.items { padding-left: 0; list-style: none; }
.items > li { margin: 0 0 .8em; }
.items ul { margin: .2em 0 0; }
.notes { margin: 0; padding: .7rem 1rem .7rem 2.1rem; border-radius: 8px; background: var(--warning-soft);
  color: var(--warning); }
.caption { color: var(--ink-muted); font-size: .85rem; font-weight: 400; }
.choice { font-size: 1.25rem; font-weight: 650; }
.answer p, .answer li { white-space: normal; }
.footnote { margin-top: 2rem; color: var(--ink-muted); font-size: .875rem; }
dl { display: grid; gap: .3rem; margin: 1rem 0; padding: .8rem 1rem; border-radius: 8px; background: var(--sunken);
  font-size: .9375rem; }
dl div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 1rem; }
dt { color: var(--ink-muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
blockquote { margin: 0 0 .9em; padding-left: .9rem; border-left: 3px solid var(--line); }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { padding: .7rem .9rem; border-radius: 8px; background: var(--sunken); overflow-x: auto; }
hr { border: 0; border-top: 1px solid var(--line); }
.scroll { margin: 0 0 .9em; overflow-x: auto; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); text-align: start;
  vertical-align: top; }
th[scope="row"] { font-weight: 500; }
.number:is(th, td) { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin-top: 2.25rem; padding-top: .9rem; border-top: 1px solid var(--line); }
summary { cursor: pointer; font-weight: 650; }
@media (max-width: 34rem) {
  main { padding: 1.25rem 1rem 2rem; }
  h1 { font-size: 1.4rem; }
  dl div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root { color-scheme: light; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  .items > li, tr, pre, dl div { break-inside: avoid; }
  .scroll { overflow: visible; }
  pre { white-space: pre-wrap; }
  .answer a::after { content: " (" attr(href) ")"; font-size: .85em; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; block-size: auto; }
}`;
