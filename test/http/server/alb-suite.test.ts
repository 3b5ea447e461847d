import { runSuitesOver } from '../../support/http/transport-suites.ts';

runSuitesOver('balancer');
