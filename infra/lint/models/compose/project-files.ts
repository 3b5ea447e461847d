import type { Input } from '../../source.ts';

/** The file that Compose takes when it is told none. */
export const isBase = (path: string): boolean =>
  /(?:^|[/\\])(?:docker-)?compose\.ya?ml$/.test(path) && !ofEditors.test(path);

/** Editors give theirs beside that of the project. */
const ofEditors = /(?:^|[/\\])\.devcontainer[/\\]/;

/** Names of files that Compose takes with that one by itself, as an override, or that are given beside it. */
export const mayBelong = (name: string): boolean => /^(?:docker-)?compose\.[\w.-]+\.ya?ml$/.test(name);

/** Whether a whole project is among the files: somebody has looked what lies beside, and has given all of it. */
export const isProject = (inputs: readonly Input[]): boolean =>
  inputs.some(
    ({ name, siblings }) =>
      isBase(name) && siblings?.every((other) => inputs.some((one) => nameOf(one.name) === other)),
  );

const nameOf = (path: string): string => path.replace(/^.*[/\\]/s, '');
