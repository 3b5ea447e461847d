/** Of the docs page; readable from 320 pixels on. */
export const docsStyle = `:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 56rem; overflow-wrap: anywhere; padding: 1rem; }
h1 { font-size: 1.6rem; } h1 small { font-weight: 400; opacity: .6; }
h2 { font-size: 1.1rem; margin-top: 1.5rem; } h2 code { font-size: 1rem; font-weight: 600; } h3 { font-size: 1rem; }
nav ul { list-style: none; padding: 0; } nav li { padding: .15rem 0; }
section { border-top: 1px solid var(--line); }
code, pre { font: .875rem/1.45 ui-monospace, monospace; }
pre { background: var(--soft); border-radius: .4rem; overflow-x: auto; padding: .75rem; white-space: pre-wrap; }
pre i { opacity: .7; }
dl { display: grid; gap: .25rem 1rem; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); }
dt { font-weight: 600; } dd { margin: 0; min-width: 0; } dd p { margin: .25rem 0; }
:target { background: var(--soft); }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5rem; } }
`;
