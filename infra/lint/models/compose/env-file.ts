/** The variables of a `.env` file. Values in single quotes are literal; others may refer to variables above them. */
export function parseEnvFile(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:](.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, single, double] = /^\s*(?:'([^']*)'|"((?:[^"\\]|\\.)*)")/.exec(rest) ?? [];
    const bare = rest.replace(/(?:^|\s)#.*$/, '').trim();
    variables.set(name, single ?? interpolate(double ?? bare, variables));
  }
  return variables;
}

const placeholder = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\}|([A-Za-z_]\w*))/g;

const addedCharsMax = 100_000;

/**
 * Replaces the variables of a string by their values or defaults. One that has neither stays as it is: only the shell
 * that starts Compose knows it. So do values that are too long together: a few lines can double each other without end.
 */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): string {
  if (!text.includes('$')) return text;
  let addedChars = 0;
  return text.replace(
    placeholder,
    (whole: string, braced?: string, operator?: string, word = '', bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      const value = variables.get(name);
      const isSet = value !== undefined && (value !== '' || !operator?.startsWith(':'));
      if (operator?.endsWith('+')) return isSet ? word : '';
      if (isSet) {
        addedChars += value.length;
        return addedChars <= addedCharsMax ? value : whole;
      }
      return operator?.endsWith('-') ? word : whole;
    },
  );
}
