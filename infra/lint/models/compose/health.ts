import { unusable } from '../../container/locate.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Flaw, Rule } from '../../source.ts';
import { type ComposeService, timeAt } from './services.ts';

const waited: Rule = {
  id: 'health-can-be-waited-for',
  severity: 'error',
  summary: 'Who is waited for until it is healthy has a health check',
  prevents: 'a start that fails, for what has no health check never becomes healthy',
  fix: 'Give it a healthcheck, or wait for service_started.',
};

const period: Rule = {
  id: 'start-interval-has-period',
  severity: 'warning',
  summary: 'Who is asked more often while it starts has a time to start in',
  prevents: 'a project that newer versions of Compose refuse to start; older ones ask as seldom as ever',
  fix: 'Set start_period to what the start takes at most.',
};

const late: Rule = {
  id: 'check-gives-up-within-interval',
  severity: 'note',
  summary: 'A health check gives up before the next one would be due',
  prevents: 'a hung program that is noticed later than interval and retries say',
  fix: 'Set timeout below interval.',
};

export const healthRules: readonly Rule[] = [waited, period, late];

export const flawsOfHealth = (service: ComposeService, all: readonly ComposeService[]): Flaw[] => [
  ...ofWaits(service.view.get('depends_on'), all),
  ...ofTimes(service.view),
];

function ofWaits(waits: View, services: readonly ComposeService[]): Flaw[] {
  return waits.keys().flatMap((name) => {
    const condition = waits.get(name).isMap ? waits.get(name, 'condition') : null;
    const [only, ...more] = services.filter((one) => one.name === name);
    if (condition?.value !== 'service_healthy' || only === undefined || more.length > 0) return [];
    const why = whyNoHealth(only.view);
    if (why === 'unknown')
      unusable(condition, `whether the image of ${name} has a health check is not known`);
    if (why === null || why === 'unknown') return [];
    return [{ rule: waited, place: condition.place, found: `the health check of ${name} ${why}` }];
  });
}

/** Docker's own images have none: whoever makes them leaves it to whoever runs them. */
const without = new RegExp(
  '^(?:docker\\.io/)?(?:library/)?(?:postgres|redis|mysql|mariadb|mongo|rabbitmq|memcached|nginx|httpd|haproxy|' +
    'traefik|caddy|node|python|ruby|php|golang|alpine|debian|ubuntu|busybox)(?:[:@]|$)',
);

/** Null where it has a check. */
function whyNoHealth(view: View): string | null {
  const check = view.get('healthcheck');
  if (isOff(check)) return 'is switched off';
  if (!check.get('test').isAbsent || !view.get('extends').isAbsent) return null;
  const image = String(view.get('image').value);
  if (view.get('build').isAbsent && without.test(image))
    return `is not there, and the image ${image} has none either`;
  // Whoever writes how often it is asked knows of the one in the image.
  return check.isAbsent ? 'unknown' : null;
}

function isOff(check: View): boolean {
  const test = check.isAbsent ? null : check.get('test').value;
  return (
    check.isMap &&
    (check.get('disable').value === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE'))
  );
}

function ofTimes(view: View): Flaw[] {
  const check = view.get('healthcheck');
  if (!check.isMap || isOff(check)) return [];
  const [timeout, interval] = [timeAt(check.get('timeout')), timeAt(check.get('interval'))];
  // One that another file changes has its other times there.
  const isWhole = view.get('extends').isAbsent && !(view.get('image').isAbsent && view.get('build').isAbsent);
  const isOften = !check.get('start_interval').isAbsent && check.get('start_period').isAbsent;
  return [
    ...(typeof timeout === 'number' && typeof interval === 'number' && timeout > interval
      ? [{ rule: late, place: check.get('timeout').place, found: timesOf(check) }]
      : []),
    ...(isWhole && isOften
      ? [{ rule: period, place: check.get('start_interval').place, found: 'there is no start_period' }]
      : []),
  ];
}

const timesOf = (check: View): string =>
  `it gives up after ${String(check.get('timeout').value)}, and is due every ${String(check.get('interval').value)}`;
