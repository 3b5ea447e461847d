/** A longer line is data, not a key; the limit bounds the work of the expression below. */
const charsMax = 500;

/** `key: |`, `- key: >-` and `- |`: lines with a deeper indent are literal text. */
const blockScalarHeader = /^(\s*(?:-\s+)*)(?:-|\S.*:)\s+(?:[&!]\S+\s+)?[|>][-+\d]*\s*(?:#.*)?$/;
/** Embedded files of a ConfigMap or Secret. */
const configMapData = /^(?:data|stringData|binaryData):/;

/** The lines of a YAML text, with those inside block scalars blanked: they may be templates for another program. */
export function linesOutsideBlockScalars(text: string): string[] {
  let outerIndent: number | null = null;
  return text.split('\n').map((line) => {
    if (/^\s*#/.test(line)) return line;
    const indent = line.search(/\S/);
    if (outerIndent !== null && (indent < 0 || indent > outerIndent)) return '';
    outerIndent = blockIndent(line);
    return line;
  });
}

/** The indent of a line that starts a block scalar; null for any other line. */
function blockIndent(line: string): number | null {
  if (configMapData.test(line)) return 0;
  const [, prefix] = (line.length > charsMax ? null : blockScalarHeader.exec(line)) ?? [];
  return prefix?.length ?? null;
}
