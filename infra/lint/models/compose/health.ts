import { unusable } from '../../container/locate.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Flaw, Rule } from '../../source.ts';
import { type ComposeService, timeAt } from './services.ts';

const waited: Rule = {
  id: 'health-can-be-waited-for',
  severity: 'error',
  says: 'Who is waited for until it is healthy has a health check',
  prevents: 'a start that fails, for what has no health check never becomes healthy',
  fix: 'Give it a healthcheck, or wait for service_started.',
};

const period: Rule = {
  id: 'start-interval-has-period',
  severity: 'warning',
  says: 'Who is asked more often while it starts has a time to start in',
  prevents: 'a project that newer versions of Compose refuse to start; older ones ask as seldom as ever',
  fix: 'Set start_period to what the start takes at most.',
};

const late: Rule = {
  id: 'check-gives-up-within-interval',
  severity: 'note',
  says: 'A health check gives up before the next one would be due',
  prevents: 'a hung program that is noticed later than interval and retries say',
  fix: 'Set timeout below interval.',
};

export const healthRules: readonly Rule[] = [waited, period, late];

export const flawsOfHealth = (service: ComposeService, all: readonly ComposeService[]): Flaw[] => [
  ...ofWaits(service.view.at('depends_on'), all),
  ...ofTimes(service.view),
];

function ofWaits(waits: View, services: readonly ComposeService[]): Flaw[] {
  return waits.keys().flatMap((name) => {
    const condition = waits.at(name).isMap ? waits.at(name, 'condition') : null;
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
  const check = view.at('healthcheck');
  if (isOff(check)) return 'is switched off';
  if (!check.at('test').isAbsent || !view.at('extends').isAbsent) return null;
  const image = String(view.at('image').value);
  if (view.at('build').isAbsent && without.test(image))
    return `is not there, and the image ${image} has none either`;
  // Whoever writes how often it is asked knows of the one in the image.
  return check.isAbsent ? 'unknown' : null;
}

function isOff(check: View): boolean {
  const test = check.isAbsent ? null : check.at('test').value;
  return (
    check.isMap &&
    (check.at('disable').value === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE'))
  );
}

function ofTimes(view: View): Flaw[] {
  const check = view.at('healthcheck');
  if (!check.isMap || isOff(check)) return [];
  const [timeout, interval] = [timeAt(check.at('timeout')), timeAt(check.at('interval'))];
  // One that another file changes has its other times there.
  const isWhole = view.at('extends').isAbsent && !(view.at('image').isAbsent && view.at('build').isAbsent);
  const isOften = !check.at('start_interval').isAbsent && check.at('start_period').isAbsent;
  return [
    ...(typeof timeout === 'number' && typeof interval === 'number' && timeout > interval
      ? [{ rule: late, place: check.at('timeout').place, found: timesOf(check) }]
      : []),
    ...(isWhole && isOften
      ? [{ rule: period, place: check.at('start_interval').place, found: 'there is no start_period' }]
      : []),
  ];
}

const timesOf = (check: View): string =>
  `it gives up after ${String(check.at('timeout').value)}, and is due every ${String(check.at('interval').value)}`;
