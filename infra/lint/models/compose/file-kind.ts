import { defineFormat } from '../../file-kind.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { isMap, type ValueMap } from '../../parse/document.ts';
import { composeRules } from '../../rules/compose/all.ts';
import { readNetwork } from './network.ts';
import { collectProjects } from './projects.ts';
import { buildServicePath } from './request-paths.ts';
import { readProject } from './services.ts';

/** Top-level keys of Compose; other kinds of files have some of them and others. */
const topLevelKey = /^(?:name|version|services|include|networks|volumes|secrets|configs|x-.*)$/;
const declaringKeys = ['networks', 'volumes', 'secrets', 'configs'];

/** An override file may have no services. */
const onlyDeclares = (root: ValueMap): boolean =>
  [...root.keys()].every((key) => topLevelKey.test(key)) &&
  declaringKeys.some((key) => root.has(key)) &&
  ['services', ...declaringKeys].every((key) => isMap(root.get(key) ?? new Map()));

/** Compose: a file with a map of services, or an override file that only declares resources. */
export const compose = defineFormat({
  name: 'Compose',
  rules: composeRules,
  recognizes({ documents }) {
    const [first] = documents;
    if (first === undefined || documents.length > 1 || !isMap(first.value)) return false;
    const services = first.value.get('services');
    const all = isMap(services) ? [...services.values()] : [];
    if (all.length === 0) return onlyDeclares(first.value);
    return all.every((one) => one === null || isMap(one)) && !first.value.has('apiVersion');
  },
  read(inputs, { lookup }) {
    const skipped = new SkipLog();
    const models = collectProjects(inputs, lookup).map((project) => readProject(project, lookup, skipped));
    const services = models.flatMap((model) => model.services);
    return {
      models,
      programs: services.map(({ program }) => program),
      requestPaths: services.map(buildServicePath),
      networks: models.map(readNetwork),
      skipped,
      ...(services.length === 0 ? { missingSubjects: 'service' } : {}),
    };
  },
});
