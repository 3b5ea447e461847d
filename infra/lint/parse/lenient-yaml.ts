/**
 * Indents the lines on which a quoted scalar or a flow collection continues. YAML requires more indentation than that
 * of the key, but the parsers of AWS, Kubernetes and Python accept less. Lines keep their numbers.
 */
export function indentContinuations(text: string): string {
  const scanner = new ContinuationScanner();
  return text
    .split('\n')
    .map((line) => {
      const indent = scanner.indentBefore();
      scanner.scan(line);
      return indent === null || line.trim() === '' ? line : `${' '.repeat(indent)}${line}`;
    })
    .join('\n');
}

const blockScalarHeader = /(?:^|[\s:-])[|>][-+\d]*\s*(?:\s#.*)?$/;

class ContinuationScanner {
  #quote: '"' | "'" | null = null;
  #depth = 0;
  /** The indent of the line on which the open scalar or collection starts. */
  #startIndent = 0;
  /** The indent of a key whose value is a block scalar. */
  #blockIndent: number | null = null;

  /** The number of spaces to put before the next line; null when it continues nothing. */
  indentBefore(): number | null {
    return this.#quote !== null || this.#depth > 0 ? this.#startIndent + 2 : null;
  }

  scan(line: string): void {
    const indent = line.search(/\S/);
    const isContinuation = this.indentBefore() !== null;
    if (!isContinuation) {
      if (this.#blockIndent !== null && (indent < 0 || indent > this.#blockIndent)) return;
      this.#blockIndent = null;
      if (indent >= 0) this.#startIndent = indent;
    }
    this.#scanTokens(line);
    if (this.indentBefore() === null && !/^\s*#/.test(line) && blockScalarHeader.test(line))
      this.#blockIndent = indent;
  }

  #scanTokens(line: string): void {
    /** Whether a value may start here: a quote elsewhere is part of a plain scalar. */
    let isStart = true;
    for (let index = 0; index < line.length; index += 1) {
      const char = line[index] ?? '';
      if (this.#quote !== null) {
        if (char === '\\' && this.#quote === '"') index += 1;
        else if (char === this.#quote && this.#quote === "'" && line[index + 1] === "'") index += 1;
        else if (char === this.#quote) this.#quote = null;
        isStart = false;
        continue;
      }
      if (char === ' ' || char === '\t') continue;
      const follows = /\s/.test(line[index - 1] ?? ' ');
      if (char === '#' && follows) return;
      if (isStart && (char === '"' || char === "'")) this.#quote = char;
      else if ((isStart || this.#depth > 0) && (char === '[' || char === '{')) this.#depth += 1;
      else if (this.#depth > 0 && (char === ']' || char === '}')) this.#depth -= 1;
      const isSeparator = /[:?-]/.test(char) && /^(?:\s|$)/.test(line.slice(index + 1, index + 2));
      const isTag: boolean = isStart && (char === '!' || char === '&');
      if (isTag) index += (/^\S*/.exec(line.slice(index))?.[0].length ?? 1) - 1;
      isStart = isSeparator || isTag || (this.#depth > 0 && /[[{,:]/.test(char)) || /^(?:\[|\{)$/.test(char);
    }
  }
}
