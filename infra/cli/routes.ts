import type { Contract } from '../../app/contract/contract.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import { asJson, type Command, json, none } from './command.ts';
import { amount, columns } from './table.ts';

export const routesCommand: Command = {
  brief: 'every route with its class, deadline and body limit',
  usage: '[--profile PROFILE] [--json]',
  says: [
    'Every route with its class, deadline, body limit and purpose, by production unless a profile is named.',
  ],
  example: '--profile development',
  options: json,
  run({ profiles, options, words }) {
    none(words);
    const report = routesReport(profiles?.[0] ?? profile('production'));
    return { output: options.json ? asJson(report.json) : report.text, exitCode: 0 };
  },
};

/** Every route with what its class grants it: what a person needs in order to split traffic. */
function routesReport(contract: Contract): { readonly text: string; readonly json: unknown } {
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
