/** Style of the docs page, in the colours of the web page, for widths from 320 pixels. */
export const docsStyle = `:root { color-scheme: light dark; --paper: light-dark(#f5f5f1, #101314);
--surface: light-dark(#fff, #181c1e); --ink: light-dark(#15191b, #eceeee); --soft: light-dark(#444c50, #b9c1c5);
--muted: light-dark(#5d666b, #98a3a8); --line: light-dark(#dddfd9, #2d3437); --accent: light-dark(#0b5d66, #6fd3c6);
--mark: light-dark(#e0efee, #1a3335); }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { background: var(--paper); color: var(--ink); margin: 0;
font: 15px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, Arial, sans-serif;
overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
header { align-items: baseline; background: var(--surface); border-bottom: 1px solid var(--line); display:
flex; gap: 1rem;
padding: .8rem 1.5rem; position: sticky; top: 0; z-index: 1; }
nav a[aria-current] { font-weight: 600; } .table { overflow-x: auto; position: relative; }
table { border-collapse: collapse; font-size: .9rem; } td, th { border-bottom: 1px solid var(--line); padding: .35rem
.8rem .35rem 0; text-align: left; vertical-align: top; overflow-wrap: normal; }
header a { white-space: nowrap; }
header a:last-child { margin-left: auto; } .brand { color: var(--ink); font-weight: 700; text-decoration: none; }
.layout { display: grid; gap: 3rem; grid-template-columns: 17rem minmax(0, 52rem); margin: 0 auto; max-width: 76rem;
padding: 0 1.5rem 5rem; }
nav { align-self: start; font-size: .9rem; max-height: calc(100vh - 3.6rem); overflow-y: auto; padding: 1.2rem 0;
position: sticky; top: 3.6rem; }
nav h2 { color: var(--muted); font-size: .8rem; margin: 1.1rem 0 .3rem; text-transform: capitalize; }
nav h2:first-child { margin-top: 0; } nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { border-radius: 5px; color: var(--soft); display: block; padding: .2rem .4rem .2rem 1.4rem; text-decoration:
none; text-indent: -1rem; }
nav li a:hover { background: var(--mark); color: var(--ink); }
h1 { font-size: 2rem; letter-spacing: -.02em; margin: 1.5rem 0 .5rem; } .lead { color: var(--soft); font-size:
1.05rem; }
main h2 { font-size: 1.25rem; margin: 0 0 .4rem; } h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.6rem; }
main > h2 { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.6rem; }
.method { border-radius: 4px; background: var(--mark); color: var(--accent); font: 600 .72rem/1 ui-monospace,
monospace;
padding: .15rem .35rem; } nav .method { background: none; padding: 0; } nav .method.get { color: var(--muted); }
code, pre { font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
pre { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto;
padding: .8rem 1rem;
position: relative; white-space: pre-wrap; }
pre i { color: var(--muted); }
pre.copy { padding-right: 5rem; }
pre button { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; color: var(--ink);
cursor: pointer;
font: 500 .8rem/1.2 inherit; padding: .3rem .6rem; position: absolute; right: .5rem; top: .5rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.label { color: var(--muted); font-size: .8rem; margin: .8rem 0 -.6rem; }
dl { display: grid; gap: .25rem 1rem; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); }
dt { font-weight: 600; } dd { margin: 0; min-width: 0; } dd p { margin: .25rem 0; }
@media (max-width: 60rem) { .layout { gap: 0; grid-template-columns: minmax(0, 1fr); padding-inline: 1rem; }
nav { border-bottom: 1px solid var(--line); max-height: 15rem; position: static; }
dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } header { padding-inline: 1rem; } }
`;
