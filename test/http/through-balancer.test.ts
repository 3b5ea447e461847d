import { runThrough } from '../support/suites.ts';

runThrough('balancer');
