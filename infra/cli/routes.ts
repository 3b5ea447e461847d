import type { Contract } from '../../app/contract/contract.ts';
import { type Route, routes } from '../../app/contract/routes.ts';
import { amount, columns } from './table.ts';

/** Every route with what its class grants it: what a person needs in order to split traffic. */
export function routesReport(contract: Contract): { readonly text: string; readonly json: unknown } {
  const all: readonly [string, Route][] = Object.entries(routes);
  const rows = all.map(([name, route]) => {
    const { deadlineMs, bodyBytesMax, buffered } = contract.classes[route.class];
    const { method, path, auth, says } = route;
    return {
      name,
      method: method.toUpperCase(),
      path,
      class: route.class,
      deadlineMs,
      bodyBytesMax,
      buffered,
      auth,
      says,
    };
  });
  const table = columns([
    ['METHOD', 'PATH', 'CLASS', 'DEADLINE', 'BODY', 'AUTH', 'FOR'],
    ...rows.map(({ method, path, class: routeClass, deadlineMs, bodyBytesMax, auth, says }) => [
      method,
      path,
      routeClass,
      deadlineMs === null ? 'none' : amount(deadlineMs, 'ms'),
      bodyBytesMax === 0 ? '-' : amount(bodyBytesMax, 'bytes'),
      auth === 'none' ? '-' : auth,
      says,
    ]),
  ]);
  return {
    text: `Routes in ${contract.profile}\n${table}`,
    json: rows,
  };
}
