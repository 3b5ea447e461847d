import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

const folder = new URL('released/', import.meta.url);

export const releasedFile = (name: string): URL => new URL(`${name}.sql`, folder);

export const releasedNames = (): string[] => readdirSync(folder).map((file) => basename(file, '.sql'));

export const toSql = (statements: readonly string[]): string => `${statements.join(';\n\n')};\n`;
