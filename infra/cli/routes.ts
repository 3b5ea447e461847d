import { profile } from '../../app/contract/profiles.ts';
import type { Route } from '../../app/contract/route.ts';
import { routes } from '../../app/contract/routes.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { formatColumns, formatQuantity } from '../shared/format.ts';
import { type ContractCommand, formatJson, jsonOption } from './contract-command.ts';

export const routesCommand: ContractCommand = {
  summary: 'list routes with class, deadline and body limit',
  usage: '[--profile PROFILE] [--json]',
  description: [
    'Lists every route with its class, deadline, body limit and purpose, for production unless a profile is named.',
  ],
  example: '--profile development',
  options: jsonOption,
  run({ profiles, options, positionals }) {
    rejectPositionals(positionals);
    const report = createRoutesReport(profiles?.[0] ?? profile('production'));
    return { output: options.json ? formatJson(report.json) : report.text, exitCode: 0 };
  },
};

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
      deadlineMs,
      bodyBytesMax,
      buffered,
      auth,
      description,
    };
  });
  const table = formatColumns([
    ['METHOD', 'PATH', 'CLASS', 'DEADLINE', 'BODY', 'AUTH', 'FOR'],
    ...rows.map(({ method, path, class: routeClass, deadlineMs, bodyBytesMax, auth, description }) => [
      method,
      path,
      routeClass,
      deadlineMs === null ? 'none' : formatQuantity(deadlineMs, 'ms'),
      bodyBytesMax === 0 ? '-' : formatQuantity(bodyBytesMax, 'bytes'),
      auth === 'none' ? '-' : auth,
      description,
    ]),
  ]);
  return {
    text: `Routes in ${contract.profile}\n${table}`,
    json: rows,
  };
}
