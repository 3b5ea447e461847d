import { runThrough } from '../support/suites.ts';

runThrough('address');
