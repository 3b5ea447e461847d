import { describe, expect, it } from 'vitest';
import {
  type ProcessMessage,
  parseProcessMessage,
  parseSupervisorMessage,
  type SupervisorMessage,
} from '../../../app/runtime/supervisor/messages.ts';

const processMessages: readonly ProcessMessage[] = [
  { type: 'ready' },
  { type: 'beat' },
  { type: 'recycle' },
  { type: 'collect', id: 1 },
  { type: 'leave', id: 5 },
  { type: 'measured', id: 2, text: 'a 1' },
  { type: 'measured', id: 2, text: null },
];
const supervisorMessages: readonly SupervisorMessage[] = [
  { type: 'drain', reason: 'stopped' },
  { type: 'drain', reason: 'replaced' },
  { type: 'measure', id: 3 },
  { type: 'collected', id: 4, text: 'a 1' },
  { type: 'left', id: 5 },
];
const invalidProcessMessages = [
  undefined,
  null,
  'ready',
  {},
  { type: 'new' },
  { type: 'collect' },
  { type: 'leave', id: '5' },
  { type: 'measured', id: 1 },
];
const invalidSupervisorMessages = [
  { type: 'drain', reason: 'new' },
  { type: 'measure', id: '3' },
  { type: 'collected', id: 4 },
  { type: 'left' },
];

describe('the messages between supervisor and processes', () => {
  it('parses every message unchanged', () => {
    expect(processMessages.map(parseProcessMessage)).toEqual(processMessages);
    expect(supervisorMessages.map(parseSupervisorMessage)).toEqual(supervisorMessages);
  });

  it('parses messages of other types, of other versions and in the wrong direction to null', () => {
    expect(
      [...invalidProcessMessages, ...invalidSupervisorMessages, ...supervisorMessages]
        .map(parseProcessMessage)
        .filter(Boolean),
    ).toEqual([]);
    expect(
      [...invalidProcessMessages, ...invalidSupervisorMessages, ...processMessages]
        .map(parseSupervisorMessage)
        .filter(Boolean),
    ).toEqual([]);
  });
});
