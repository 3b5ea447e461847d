import { isMap, type ValueMap } from '../../parse/document.ts';
import { flawsOf } from '../../rules/compose.ts';
import type { Source, Unread } from '../../source.ts';
import { flawsOfNames } from './names.ts';
import { wayOf } from './request-paths.ts';
import { servicesOf } from './services.ts';

/** What stands at the top of a Compose file; others have some of these beside more. */
const known = /^(?:name|version|services|include|networks|volumes|secrets|configs|x-.*)$/;
const declaring = ['networks', 'volumes', 'secrets', 'configs'];

/** A file that is given beside another one may have no service of its own. */
const onlyDeclares = (root: ValueMap): boolean =>
  [...root.keys()].every((key) => known.test(key)) &&
  declaring.some((key) => root.has(key)) &&
  ['services', ...declaring].every((key) => isMap(root.get(key) ?? new Map()));

/** A Compose file: it has services, each with what only Compose calls so. */
export const compose: Source = {
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
    const unread = new Map<string, Unread>();
    const services = servicesOf(inputs, unread);
    const seen = new Map<string, number>();
    const ways = services.map((service) => {
      const times = (seen.get(service.name) ?? 0) + 1;
      seen.set(service.name, times);
      const way = wayOf(service);
      return times === 1 ? way : { ...way, name: `${way.name} (${times})` };
    });
    const flaws = [...flawsOf(services), ...flawsOfNames(services, inputs, unread)];
    const lacks = services.length === 0 ? { lacks: 'service' } : {};
    return { ways, flaws, skipped: [...unread.values()], ...lacks };
  },
};
