import { profile } from '../../app/contract/profiles.ts';
import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { canRunOnFunction, isPublicRoute } from '../routing/route-rules.ts';
import { formatColumns, formatQuantity } from '../shared/format.ts';
import { type ContractCommand, formatJson, jsonOption } from './contract-command.ts';

export const routesCommand: ContractCommand = {
  summary: 'list routes with class, target, deadline and body limit',
  usage: '[--profile PROFILE] [--json]',
  description: [
    'Lists every route with its class, deadline, body limit and purpose, for production unless a profile is named.',
    'RUNS ON: web, function (AWS Lambda), edge (a cache in front of web), inside (not reachable from outside).',
  ],
  example: '--profile development',
  options: jsonOption,
  run({ profiles, options, positionals }) {
    rejectPositionals(positionals);
    const report = createRoutesReport(profiles?.[0] ?? profile('production'));
    return { output: options.json ? formatJson(report.json) : report.text, exitCode: 0 };
  },
};

function runsOn({ deployment }: Contract, route: Route): string {
  if (!isPublicRoute(route)) return 'inside';
  if (deployment.function.enabled && canRunOnFunction(route)) return 'function';
  return route.path.startsWith('/assets/') ? 'edge, web' : 'web';
}

function createRoutesReport(contract: Contract): { readonly text: string; readonly json: unknown } {
  const all: readonly [string, Route][] = Object.entries(routes);
  const rows = all.map(([name, route]) => {
    const { deadlineMs, bodyBytesMax, buffered } = contract.classes[route.class];
    const { method, path, auth, description } = route;
    return {
      name,
      method: method.toUpperCase(),
      path,
      class: route.class,
      runsOn: runsOn(contract, route),
      deadlineMs,
      bodyBytesMax,
      buffered,
      auth,
      description,
    };
  });
  const table = formatColumns([
    ['METHOD', 'PATH', 'CLASS', 'RUNS ON', 'DEADLINE', 'BODY', 'AUTH', 'FOR'],
    ...rows.map(
      ({ method, path, class: routeClass, runsOn: target, deadlineMs, bodyBytesMax, auth, description }) => [
        method,
        path,
        routeClass,
        target,
        deadlineMs === null ? 'none' : formatQuantity(deadlineMs, 'ms'),
        bodyBytesMax === 0 ? '-' : formatQuantity(bodyBytesMax, 'bytes'),
        auth === 'none' ? '-' : auth,
        description,
      ],
    ),
  ]);
  return {
    text: `Routes in ${contract.profile}\n${table}`,
    json: rows,
  };
}
