/** An option of a command as it was given, in the words of Node's parseArgs. */
export interface ParsedOption {
  readonly name: string;
  /** As it was written: `-o`, `--output`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was written behind `=`. */
  readonly inlineValue?: boolean | undefined;
}

export interface KnownOption {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help. */
  readonly value?: string;
}

/** What is wrong with an option as it was given, in a sentence; null where it is right. */
export function optionError(given: ParsedOption, known: KnownOption): string | null {
  const { name, rawName, value, inlineValue } = given;
  if (known.type === 'boolean') return value === undefined ? null : `${rawName} takes no value`;
  const takes = `${rawName} takes a value: ${rawName} ${known.value ?? 'VALUE'}`;
  if (value === undefined) return takes;
  // What looks like an option is one, most often, whose value was forgotten.
  return inlineValue || !value.startsWith('-') || value === '-'
    ? null
    : `${takes}; if ${value} is meant to be it, write --${name}=${value}`;
}
