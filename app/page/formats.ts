import { createFormats } from '../shared/formats.ts';

/** Those of the reader's languages. */
export const formats = createFormats(navigator.languages);
