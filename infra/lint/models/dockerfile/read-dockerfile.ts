/** What a Dockerfile says about the process that its last stage starts. */
export interface Dockerfile {
  /** The image that the last stage is made from; null when a build argument decides. */
  readonly image: string | null;
  readonly entrypoint: Instruction | null;
  readonly command: Instruction | null;
  readonly hasHealthCheck: boolean;
  readonly stopSignal: Instruction | null;
}

/** The words of an instruction; the shell form runs in a shell. */
export interface Instruction {
  readonly words: readonly string[];
  readonly isShellForm: boolean;
  readonly line: number;
}

const stagesMax = 100;

export function readDockerfile(text: string): Dockerfile {
  let stage = bareStage(null);
  const stages = new Map<string, Dockerfile>();
  const defaults = new Map<string, string>();
  let stageName: string | null = null;
  for (const { name, rest, line } of instructions(text)) {
    if (name === 'ARG') {
      const [, key, value] = /^(\w+)=["']?([^"'\s]*)/.exec(rest) ?? [];
      if (key !== undefined && value !== undefined) defaults.set(key, value);
    } else if (name === 'FROM') {
      if (stageName !== null && stages.size < stagesMax) stages.set(stageName, stage);
      const [, from = '', alias] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) ?? [];
      const image = from.replace(/\$\{?(\w+)\}?/g, (whole, key: string) => defaults.get(key) ?? whole);
      const base = stages.get(image.toLowerCase());
      stage = base ?? bareStage(image.includes('$') ? null : image);
      stageName = alias?.toLowerCase() ?? null;
    } else if (name === 'ENTRYPOINT')
      stage = { ...stage, entrypoint: readInstruction(rest, line), command: null };
    else if (name === 'CMD') stage = { ...stage, command: readInstruction(rest, line) };
    else if (name === 'STOPSIGNAL')
      stage = { ...stage, stopSignal: { words: [rest], isShellForm: false, line } };
    else if (name === 'HEALTHCHECK') stage = { ...stage, hasHealthCheck: !/^NONE\b/i.test(rest) };
  }
  return stage;
}

const bareStage = (image: string | null): Dockerfile => ({
  image,
  entrypoint: null,
  command: null,
  hasHealthCheck: false,
  stopSignal: null,
});

/** The instructions with their first lines; a backslash at the end of a line continues it. */
function instructions(
  text: string,
): { readonly name: string; readonly rest: string; readonly line: number }[] {
  const found: { name: string; rest: string; line: number }[] = [];
  let parts: string[] = [];
  let line = 0;
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(written) || (parts.length === 0 && written.trim() === '')) continue;
    if (parts.length === 0) line = index + 1;
    parts.push(written.replace(/\\\s*$/, ' '));
    if (/\\\s*$/.test(written)) continue;
    const [, name, rest = ''] = /^\s*([A-Za-z]+)\s+([\s\S]*)$/.exec(parts.join('')) ?? [];
    if (name !== undefined) found.push({ name: name.toUpperCase(), rest: rest.trim(), line });
    parts = [];
  }
  return found;
}

function readInstruction(rest: string, line: number): Instruction {
  if (rest.startsWith('['))
    try {
      const words: unknown = JSON.parse(rest);
      if (Array.isArray(words) && words.every((word) => typeof word === 'string'))
        return { words: words.map(String), isShellForm: false, line };
    } catch {
      // Docker runs a list that is not JSON in a shell, too.
    }
  return { words: ['/bin/sh', '-c', rest], isShellForm: true, line };
}

/** The command of the image: the shell form of the entry point ignores the other one. */
export function startOf({ entrypoint, command }: Dockerfile): Instruction | null {
  if (entrypoint === null || entrypoint.isShellForm) return entrypoint ?? command;
  return { ...entrypoint, words: [...entrypoint.words, ...(command?.words ?? [])] };
}
