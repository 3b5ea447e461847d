import { formatQuantity } from '../../../shared/format.ts';
import { skipNode } from '../../container/locate.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule, Violation } from '../../types.ts';
import { type ComposeService, readDuration } from './services.ts';

const healthCanBeWaitedFor: Rule = {
  id: 'health-can-be-waited-for',
  severity: 'error',
  summary: 'A service that another one waits for until it is healthy has a health check',
  rationale: 'a start that fails: a service without a health check never becomes healthy',
  fix: 'Add a healthcheck, or wait for service_started.',
};

const startIntervalHasPeriod: Rule = {
  id: 'start-interval-has-period',
  severity: 'warning',
  summary: 'A health check with start_interval has a start_period',
  rationale: 'a project that newer versions of Compose refuse to start; older ones ignore start_interval',
  fix: 'Set start_period to the longest duration of the start.',
};

const checkWithinInterval: Rule = {
  id: 'check-gives-up-within-interval',
  severity: 'note',
  summary: 'A health check gives up before its interval is over',
  rationale:
    'a hung program that is detected late: Docker waits for the check, then for the interval, then checks again',
  fix: 'Lower the timeout, if the check answers faster; keep it, if slow answers are normal.',
};

export const healthRules: readonly Rule[] = [
  healthCanBeWaitedFor,
  startIntervalHasPeriod,
  checkWithinInterval,
];

export const checkHealthOfAll = (services: readonly ComposeService[], isPartial: boolean): Violation[] =>
  services.flatMap(({ node }) => [
    ...checkWaits(node.get('depends_on'), services),
    ...checkTimes(node, isPartial),
  ]);

function checkWaits(waits: ConfigNode, services: readonly ComposeService[]): Violation[] {
  return waits.keys().flatMap((name) => {
    const condition = waits.get(name).isMap ? waits.get(name, 'condition') : null;
    const [only, ...more] = services.filter((one) => one.name === name);
    if (condition?.value !== 'service_healthy' || only === undefined || more.length > 0) return [];
    const reason = findMissingCheck(only);
    if (reason === 'unknown') skipNode(condition, `unknown whether the image of ${name} has a health check`);
    if (reason === null || reason === 'unknown') return [];
    return [
      {
        rule: healthCanBeWaitedFor,
        place: condition.place,
        message: `the health check of ${name} ${reason}`,
      },
    ];
  });
}

/** Whether the file gives the service a health check. */
export const hasHealthCheck = (node: ConfigNode): boolean =>
  !node.get('healthcheck', 'test').isAbsent && !isDisabled(node.get('healthcheck'));

/** Docker's official images have no health check by policy. */
const imagesWithoutCheck = new RegExp(
  '^(?:docker\\.io/)?(?:library/)?(?:postgres|redis|mysql|mariadb|mongo|rabbitmq|memcached|nginx|httpd|haproxy|' +
    'traefik|caddy|node|python|ruby|php|golang|alpine|debian|ubuntu|busybox)(?:[:@]|$)',
);

/** Describes what is missing; null when it has a check. */
function findMissingCheck({ node, hasImageCheck }: ComposeService): string | null {
  const check = node.get('healthcheck');
  if (isDisabled(check)) return 'is disabled';
  if (!check.get('test').isAbsent || !node.get('extends').isAbsent) return null;
  const image = String(node.get('image').value);
  if (node.get('build').isAbsent && imagesWithoutCheck.test(image))
    return `is missing, and the image ${image} has none`;
  if (hasImageCheck !== null && check.isAbsent)
    return hasImageCheck ? null : 'is missing, and its Dockerfile has none';
  // Times without a test mean that the author knows of a check in the image.
  return check.isAbsent ? 'unknown' : null;
}

function isDisabled(check: ConfigNode): boolean {
  const test = check.isAbsent ? null : check.get('test').value;
  return (
    check.isMap &&
    (check.get('disable').value === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE'))
  );
}

function checkTimes(node: ConfigNode, isPartial: boolean): Violation[] {
  const check = node.get('healthcheck');
  if (!check.isMap || isDisabled(check)) return [];
  const [timeout, interval] = [readDuration(check.get('timeout')), readDuration(check.get('interval'))];
  // In an override file without its main file, start_period may be in the main file.
  const isWhole = node.get('extends').isAbsent && !(isPartial && check.get('test').isAbsent);
  const hasStartInterval = !check.get('start_interval').isAbsent && check.get('start_period').isAbsent;
  return [
    ...(typeof timeout === 'number' && typeof interval === 'number' && timeout > interval
      ? [
          {
            rule: checkWithinInterval,
            place: check.get('timeout').place,
            message: describeTimes(check, timeout, interval),
          },
        ]
      : []),
    ...(isWhole && hasStartInterval
      ? [
          {
            rule: startIntervalHasPeriod,
            place: check.get('start_interval').place,
            message: 'there is no start_period',
          },
        ]
      : []),
  ];
}

function describeTimes(check: ConfigNode, timeoutMs: number, intervalMs: number): string {
  const retries = check.get('retries').number();
  const count = typeof retries === 'number' ? retries : defaultRetries;
  const wholeText = formatQuantity(count * (timeoutMs + intervalMs), 'ms');
  const [timeout, interval] = [timeoutMs, intervalMs].map((ms) => formatQuantity(ms, 'ms'));
  return (
    `a check may take ${timeout}, and the next starts ${interval} later: ` +
    `a hung program is unhealthy after ${wholeText}`
  );
}

const defaultRetries = 3;
