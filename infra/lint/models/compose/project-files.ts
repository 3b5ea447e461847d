import type { SourceFile } from '../../types.ts';

/** Whether Compose reads this file by default. */
export const isMainFile = (path: string): boolean =>
  /(?:^|[/\\])(?:docker-)?compose\.ya?ml$/.test(path) && !devcontainerFile.test(path);

/** Dev container files are used together with the project's own. */
const devcontainerFile = /(?:^|[/\\])\.devcontainer[/\\]/;

/** Whether Compose merges a file of this name with the main file, by default or with -f. */
export const isOverrideFile = (name: string): boolean => /^(?:docker-)?compose\.[\w.-]+\.ya?ml$/.test(name);

/** Whether the inputs have a main file and all of its possible override files. */
export const isWholeProject = (inputs: readonly SourceFile[]): boolean =>
  inputs.some(
    ({ name, siblings }) =>
      isMainFile(name) && siblings?.every((other) => inputs.some((one) => fileName(one.name) === other)),
  );

const fileName = (path: string): string => path.replace(/^.*[/\\]/s, '');
