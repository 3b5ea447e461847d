import { type Change, describeResource } from './changes.ts';
import { asObject, type Json, type JsonObject } from './normalize.ts';
import { dependenciesOf, isReachable } from './references.ts';

/** Changes outside the properties of resources: what is kept, what waits for what, protection and outputs. */
export const policyChanges = (before: JsonObject, after: JsonObject): Change[] => [
  ...protectionChanges(before, after),
  ...deletionChanges(before, after),
  ...orderChanges(before, after),
  ...outputChanges(before, after),
];

function protectionChanges(before: JsonObject, after: JsonObject): Change[] {
  const isProtected = (template: JsonObject) => asObject(template.Metadata).TerminationProtection === true;
  if (isProtected(before) === isProtected(after)) return [];
  return isProtected(before)
    ? [{ kind: 'lost', resource: null, text: 'The stack is **no longer protected** against deletion' }]
    : [{ kind: 'other', resource: null, text: 'The stack is protected against deletion from now on' }];
}

/** Default: Delete. */
const policyOf = (resource: Json | undefined, name: string): string => {
  const value = asObject(resource)[name];
  return typeof value === 'string' ? value : 'Delete';
};

const deletionEffects = {
  DeletionPolicy: 'is **deleted** with its stack, or when it leaves the template, from now on',
  UpdateReplacePolicy: 'is **deleted** when it is replaced, from now on',
};

function deletionChanges(before: JsonObject, after: JsonObject): Change[] {
  const [old, now] = [asObject(before.Resources), asObject(after.Resources)];
  return Object.keys(old)
    .filter((id) => id in now)
    .flatMap((id) =>
      Object.entries(deletionEffects).flatMap(([policy, effect]): Change[] => {
        const [was, is] = [policyOf(old[id], policy), policyOf(now[id], policy)];
        if (was === is) return [];
        const resource = describeResource(id, asObject(now[id]).Type);
        return is === 'Delete'
          ? [{ kind: 'lost', resource, text: `${effect} (${policy}: ${was} → ${is})` }]
          : [{ kind: 'other', resource, text: `${policy}: \`${was}\` → \`${is}\`` }];
      }),
    );
}

/** Dependencies that are gone; one that a reference or another dependency still implies is not. */
function orderChanges(before: JsonObject, after: JsonObject): Change[] {
  const [old, now] = [asObject(before.Resources), asObject(after.Resources)];
  return Object.keys(old)
    .filter((id) => id in now)
    .flatMap((id) =>
      dependenciesOf(old[id])
        .filter((earlier) => earlier in now && !isReachable(now, id, earlier))
        .map((earlier): Change => {
          const text = `no longer waits for ${describeResource(earlier, asObject(now[earlier]).Type)}`;
          return { kind: 'order', resource: describeResource(id, asObject(now[id]).Type), text };
        }),
    );
}

function outputChanges(before: JsonObject, after: JsonObject): Change[] {
  const [old, now] = [asObject(before.Outputs), asObject(after.Outputs)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name): Change[] => {
    const [was, is] = [asObject(old[name]).Value, asObject(now[name]).Value];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const effect = is === undefined ? 'is removed' : was === undefined ? 'is new' : 'has another value';
    return [{ kind: 'output', resource: null, text: `\`${name}\` ${effect}` }];
  });
}
