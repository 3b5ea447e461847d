import { formatColumns, indentText } from '../../shared/format.ts';
import type { Finding, Mention } from '../finding.ts';
import { notThere } from '../format-fact.ts';
import type { Audit } from '../lint.ts';
import { ofPlatform, type Place } from '../source.ts';
import { asFacts, countsOf, mostTelling, type Unknown, unknownIn } from './summary.ts';

/** For people: what is broken with its numbers and its cure; on demand, what is not known, and what holds. */
export function asText(audit: Audit, isLong = false): string {
  const { read, findings, unread, gaps, idle, problems } = audit;
  const broken = findings.filter(({ state }) => state === 'broken');
  const holds = findings.filter(({ state }) => state === 'holds');
  return [
    ...read.map(({ name, kind }) => `${name}: ${kind}`),
    ...problems,
    countsOf(audit),
    ...idle,
    ...titled(
      'Not read: what is in there is not judged',
      gaps.flatMap(({ file, line, why, cure }) => [
        [line === null ? file : `${file}:${line}`, why],
        ['', cure],
      ]),
    ),
    ...broken.filter(({ accepted }) => accepted === null).map((finding) => `\n${inFull(finding)}`),
    ...titled(
      'Accepted',
      broken.flatMap(({ id, accepted }) => (accepted === null ? [] : [[id, accepted]])),
    ),
    ...unknownOf(unknownIn(findings), isLong),
    ...(isLong ? titled('Holds', distinct(holds.map(({ id, comparison }) => [id, comparison ?? '']))) : []),
    ...titled(
      'Left open',
      unread.map(({ place, why }) => [at(place), why]),
    ),
  ].join('\n');
}

function unknownOf(unknown: readonly Unknown[], isLong: boolean): string[] {
  if (isLong)
    return titled(
      "Unknown, until somebody says (put your program's numbers)",
      unknown.map(({ id, missing }) => [id, asFacts(missing)]),
    );
  if (unknown.length === 0) return [];
  const telling = mostTelling(unknown);
  const how =
    telling === null
      ? ''
      : `; ${telling.facts}, with your program's numbers, decides ${telling.decides} of them`;
  return [`\n${unknown.length} unknown, for no file says what the program does: -v lists what to say${how}`];
}

const titled = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length > 0 ? [`\n${title}`, indentText(formatColumns(rows))] : [];

const distinct = (rows: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(rows.map((row) => [row.join(' '), row])).values(),
];

function inFull({ severity, id, summary, message, prevents, fix, numbers, place, requestPaths }: Finding): string {
  return [
    `${severity.toUpperCase()} ${id}: ${summary}`,
    ...(numbers.length > 0 ? [indentText(formatColumns(numbers.map(row)))] : []),
    ...(place !== null && numbers.length === 0 ? [indentText(at(place))] : []),
    indentText(`found   ${message}`),
    indentText(`causes  ${prevents}`),
    ...(fix === null ? [] : [indentText(`fix     ${fix}`)]),
    ...(requestPaths.length > 0 ? [indentText(`on      ${requestPaths.join('; ')}`)] : []),
  ].join('\n');
}

const row = (mention: Mention): string[] => [mention.name, `= ${mention.value}`, originOf(mention)];

function originOf({ name, value, place, isDefault, isFromUser }: Mention): string {
  if (isFromUser) return 'as you say';
  if (isDefault && value === notThere) return 'there is no such layer';
  if (isDefault && /^0\b/.test(value) && ofParts.test(name)) return 'there is none here';
  if (place === null) return name === 'edge.marginMs' ? 'the room that we leave' : 'of the program';
  return isDefault ? ofDefault(name, place) : at(place);
}

/** Parts of a deployment that a template may have none of. */
const ofParts = /^deployment\.(?:web|worker|function)\./;

const ofDefault = (name: Mention['name'], place: Place): string =>
  ofPlatform.has(name) ? "the platform's own" : `${at(place)}, not set: the default`;

/** `Alb Properties.Scheme (Stack/Alb, template.json:12)`. */
export function at({ file, resource, path, construct, line }: Place): string {
  const where = [construct, line === null ? null : `${file}:${line}`].filter((part) => part !== null);
  return `${resource} ${path}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
}
