import { columns, indented } from '../../cli/table.ts';
import type { Audit } from '../audit.ts';
import type { Finding, Mention } from '../finding.ts';
import { ofPlatform, type Place } from '../source.ts';

/** For people: what is broken with its numbers and its cure, then what is not known, then what holds. */
export function asText({ read, findings, unread, problems }: Audit): string {
  const of = (state: Finding['state']) => findings.filter((finding) => finding.state === state);
  const broken = of('broken').filter(({ accepted }) => accepted === null);
  const accepted = of('broken').filter((finding) => finding.accepted !== null);
  const unknown = of('unknown');
  const holds = of('holds');
  return [
    ...read.map(({ name, kind }) => `${name}: ${kind}`),
    ...problems,
    `${broken.length} broken, ${accepted.length} accepted, ${unknown.length} unknown, ${holds.length} hold`,
    ...broken.map((finding) => `\n${inFull(finding)}`),
    ...titled(
      'Accepted',
      accepted.map(({ id, accepted: reason }) => [id, reason ?? '']),
    ),
    ...titled(
      'Unknown',
      unknown.map(({ id, found }) => [id, found]),
    ),
    ...titled('Holds', distinct(holds.map(({ id, sides }) => [id, sides ?? '']))),
    ...titled(
      'Not read',
      unread.map(({ place, why }) => [at(place), why]),
    ),
  ].join('\n');
}

const titled = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length > 0 ? [`\n${title}`, indented(columns(rows))] : [];

const distinct = (rows: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];

function inFull({ severity, id, says, found, prevents, fix, numbers, place, ways }: Finding): string {
  return [
    `${severity.toUpperCase()} ${id}: ${says}`,
    ...(numbers.length > 0 ? [indented(columns(numbers.map(row)))] : []),
    ...(place !== null && numbers.length === 0 ? [indented(at(place))] : []),
    indented(`found   ${found}`),
    indented(`causes  ${prevents}`),
    ...(fix === null ? [] : [indented(`fix     ${fix}`)]),
    ...(ways.length > 0 ? [indented(`on      ${ways.join('; ')}`)] : []),
  ].join('\n');
}

const row = ({ name, value, place, assumed }: Mention): string[] => [
  name,
  `= ${value}`,
  place === null ? 'of the program' : assumed ? ofDefault(name, place) : at(place),
];

const ofDefault = (name: Mention['name'], place: Place): string =>
  ofPlatform.has(name) ? "the platform's own" : `${at(place)}, not set: the default`;

/** `Alb Properties.Scheme (Stack/Alb, template.json:12)`. */
export function at({ file, resource, path, construct, line }: Place): string {
  const where = [construct, line === null ? null : `${file}:${line}`].filter((part) => part !== null);
  return `${resource} ${path}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
}
