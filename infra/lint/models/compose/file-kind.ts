import { isMap, type ValueMap } from '../../parse/document.ts';
import { checkServices } from '../../rules/compose.ts';
import type { FileKind, SkippedValue } from '../../types.ts';
import { checkNames } from './names.ts';
import { buildServicePath } from './request-paths.ts';
import { collectServices } from './services.ts';

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
  extract(inputs) {
    const skipped = new Map<string, SkippedValue>();
    const services = collectServices(inputs, skipped);
    const counts = new Map<string, number>();
    const requestPaths = services.map((service) => {
      const count = (counts.get(service.name) ?? 0) + 1;
      counts.set(service.name, count);
      const requestPath = buildServicePath(service);
      return count === 1 ? requestPath : { ...requestPath, name: `${requestPath.name} (${count})` };
    });
    const violations = [...checkServices(services), ...checkNames(services, inputs, skipped)];
    return {
      requestPaths,
      violations,
      skipped: [...skipped.values()],
      ...(services.length === 0 ? { missingSubjects: 'service' } : {}),
    };
  },
};
