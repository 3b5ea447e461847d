import type { ConfigNode } from '../../parse/config-node.ts';
import type { ComposeService } from './services.ts';

/** Whether the file gives the service a health check. */
export const hasHealthCheck = (node: ConfigNode): boolean =>
  !node.get('healthcheck', 'test').isAbsent && !isDisabled(node.get('healthcheck'));

/** Docker's official images have no health check by policy. */
const imagesWithoutCheck = new RegExp(
  '^(?:docker\\.io/)?(?:library/)?(?:postgres|redis|mysql|mariadb|mongo|rabbitmq|memcached|nginx|httpd|haproxy|' +
    'traefik|caddy|node|python|ruby|php|golang|alpine|debian|ubuntu|busybox)(?:[:@]|$)',
);

/** Describes what is missing; null when it has a check. */
export function findMissingCheck({ node, program, hasImageCheck }: ComposeService): string | null {
  const check = node.get('healthcheck');
  if (isDisabled(check)) return 'is disabled';
  if (!check.get('test').isAbsent || !node.get('extends').isAbsent) return null;
  const image = String(node.get('image').value);
  if (node.get('build').isAbsent && imagesWithoutCheck.test(image))
    return `is missing, and the image ${image} has none`;
  if (hasImageCheck === true) return null;
  // The image that it is made from may have one.
  if (hasImageCheck === false && check.isAbsent && imagesWithoutCheck.test(program.image ?? ''))
    return 'is missing, and its Dockerfile has none';
  // Times without a test mean that the author knows of a check in the image.
  return check.isAbsent ? 'unknown' : null;
}

/** The health check of a service, unless it is disabled. */
export function activeCheck(node: ConfigNode): ConfigNode | null {
  const check = node.get('healthcheck');
  return check.isMap && !isDisabled(check) ? check : null;
}

function isDisabled(check: ConfigNode): boolean {
  const test = check.isAbsent ? null : check.get('test').value;
  return (
    check.isMap &&
    (check.get('disable').value === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE'))
  );
}
