import { styleText } from 'node:util';

/** How text is set off; without colours every function leaves it as it is. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly success: (text: string) => string;
  readonly error: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

export function createStyle(hasColors: boolean): Style {
  // Whether colours are wanted has been decided, from the stream and NO_COLOR; styleText need not look again.
  const as = (format: Format) => (text: string) =>
    hasColors && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return { bold: as('bold'), dim: as('dim'), accent: as('cyan'), success: as('green'), error: as('red') };
}
