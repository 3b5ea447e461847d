import { isMap, type ValueMap } from '../../parse/document.ts';
import { checkServices } from '../../rules/compose.ts';
import type { FileKind, SkippedValue } from '../../types.ts';
import { checkHealthOfAll } from './health.ts';
import { checkNames } from './names.ts';
import { readNetwork } from './network.ts';
import { collectProjects } from './projects.ts';
import { buildServicePath } from './request-paths.ts';
import { collectServices, projectNode } from './services.ts';

/** Top-level keys of Compose; other kinds of files have some of them and others. */
const topLevelKey = /^(?:name|version|services|include|networks|volumes|secrets|configs|x-.*)$/;
const declaringKeys = ['networks', 'volumes', 'secrets', 'configs'];

/** An override file may have no services. */
const onlyDeclares = (root: ValueMap): boolean =>
  [...root.keys()].every((key) => topLevelKey.test(key)) &&
  declaringKeys.some((key) => root.has(key)) &&
  ['services', ...declaringKeys].every((key) => isMap(root.get(key) ?? new Map()));

/** Compose: a file with a map of services, or an override file that only declares resources. */
export const compose: FileKind = {
  name: 'Compose',
  recognizes({ documents }) {
    const [first] = documents;
    if (first === undefined || documents.length > 1 || !isMap(first.value)) return false;
    const services = first.value.get('services');
    const all = isMap(services) ? [...services.values()] : [];
    if (all.length === 0) return onlyDeclares(first.value);
    return all.every((one) => one === null || isMap(one)) && !first.value.has('apiVersion');
  },
  extract(inputs, { lookup }) {
    const skipped = new Map<string, SkippedValue>();
    const counts = new Map<string, number>();
    const parts = collectProjects(inputs, lookup).map((project) => {
      const whole = projectNode(project.root, 'file', skipped);
      const services = collectServices(project, lookup, skipped);
      const requestPaths = services.map((service) => {
        const count = (counts.get(service.name) ?? 0) + 1;
        counts.set(service.name, count);
        const requestPath = buildServicePath(service);
        return count === 1 ? requestPath : { ...requestPath, name: `${requestPath.name} (${count})` };
      });
      const violations = [
        ...checkServices(services),
        ...checkHealthOfAll(services, project.isPartial),
        ...checkNames(project, whole, services),
      ];
      return { services, requestPaths, violations, network: readNetwork(project, whole, services) };
    });
    return {
      requestPaths: parts.flatMap(({ requestPaths }) => requestPaths),
      violations: parts.flatMap(({ violations }) => violations),
      networks: parts.map(({ network }) => network),
      skipped: [...skipped.values()],
      ...(parts.every(({ services }) => services.length === 0) ? { missingSubjects: 'service' } : {}),
    };
  },
};
