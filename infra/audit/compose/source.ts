import { isMap } from '../read/document.ts';
import type { Source, Unread } from '../source.ts';
import { flawsOfNames } from './names.ts';
import { flawsOf } from './rules.ts';
import { servicesOf } from './services.ts';
import { wayOf } from './ways.ts';

/** A Compose file: it has services, each with what only Compose calls so. */
export const compose: Source = {
  kind: 'Compose',
  recognizes({ documents }) {
    const [first] = documents;
    if (first === undefined || documents.length > 1 || !isMap(first.value)) return false;
    const services = first.value.get('services');
    const all = isMap(services) ? [...services.values()] : [];
    return all.length > 0 && all.every((one) => one === null || isMap(one)) && !first.value.has('apiVersion');
  },
  read(inputs) {
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
    return { ways, flaws, unread: [...unread.values()] };
  },
};
