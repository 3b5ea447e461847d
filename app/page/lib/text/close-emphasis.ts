/**
 * Closes the emphasis and the code of a text that is still being written, and leaves out a mark at its end that has
 * nothing after it yet, so that no mark shows. Only the last paragraph can be open.
 */
export function closeEmphasis(text: string): string {
  const start = text.lastIndexOf('\n\n') + 1;
  const written = text.replace(/[*_`]+$/, '').trimEnd();
  const open: string[] = [];
  // A star before a space begins a list item.
  for (const [mark] of written.slice(start).matchAll(/`|\*\*(?!\s*$)|\*(?! )|(?<=\S)\* /g)) {
    const name = mark.trim();
    if (open.at(-1) === '`' && name !== '`') continue;
    const index = open.indexOf(name);
    if (index === -1) open.push(name);
    else open.splice(index);
  }
  return open.length === 0 && written.length === text.length ? text : written + open.reverse().join('');
}
