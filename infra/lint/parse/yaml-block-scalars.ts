/** Lines that hold more than this are no keys that a person has written. */
const charsMax = 500;

/** `key: |`, `- key: >-` and `- |`: what is indented further is a text as it stands. */
const ofText = /^(\s*(?:-\s+)*)(?:-|\S.*:)\s+(?:[&!]\S+\s+)?[|>][-+\d]*\s*(?:#.*)?$/;
/** Files that a ConfigMap or a Secret has inside, whatever they are. */
const ofFiles = /^(?:data|stringData|binaryData):/;

/** The lines of a YAML text, without those that are a text inside it: another program reads these. */
export function linesOutside(text: string): string[] {
  let within: number | null = null;
  return text.split('\n').map((line) => {
    if (/^\s*#/.test(line)) return line;
    const indent = line.search(/\S/);
    if (within !== null && (indent < 0 || indent > within)) return '';
    within = indentOfBlock(line);
    return line;
  });
}

/** What a block that begins in a line is indented further than; null where none begins. */
function indentOfBlock(line: string): number | null {
  if (ofFiles.test(line)) return 0;
  const [, before] = (line.length > charsMax ? null : ofText.exec(line)) ?? [];
  return before?.length ?? null;
}
