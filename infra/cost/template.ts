import { asObject, isJsonArray, type Json, type JsonObject } from '../synth/normalize.ts';

/** Resources of a synthesized template, by type. */
export interface TemplateResource {
  readonly id: string;
  readonly properties: JsonObject;
}

export const resourcesOf = (template: JsonObject, type: string): TemplateResource[] =>
  Object.entries(asObject(template.Resources)).flatMap(([id, resource]) => {
    const { Type, Properties } = asObject(resource);
    return Type === `AWS::${type}` ? [{ id, properties: asObject(Properties) }] : [];
  });

export const entriesOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && isJsonArray(value) ? value : [];

/** `A` of `{ Ref: A }`, or of an ARN or attribute of it. */
export function referenceOf(value: Json | undefined): string | null {
  const { Ref: ref, 'Fn::GetAtt': attribute } = asObject(value);
  if (typeof ref === 'string') return ref;
  const [id] = entriesOf(attribute);
  return typeof id === 'string' ? id : null;
}
