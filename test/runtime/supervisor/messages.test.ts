import { describe, expect, it } from 'vitest';
import {
  type FromProcess,
  type FromSupervisor,
  fromProcess,
  fromSupervisor,
} from '../../../app/runtime/supervisor/messages.ts';

const process: readonly FromProcess[] = [
  { type: 'ready' },
  { type: 'beat' },
  { type: 'recycle' },
  { type: 'collect', id: 1 },
  { type: 'leave', id: 5 },
  { type: 'measured', id: 2, text: 'a 1' },
  { type: 'measured', id: 2, text: null },
];
const supervisor: readonly FromSupervisor[] = [
  { type: 'drain', why: 'stopped' },
  { type: 'drain', why: 'replaced' },
  { type: 'measure', id: 3 },
  { type: 'collected', id: 4, text: 'a 1' },
  { type: 'left', id: 5 },
];
const strange = [
  undefined,
  null,
  'ready',
  {},
  { type: 'new' },
  { type: 'collect' },
  { type: 'leave', id: '5' },
  { type: 'measured', id: 1 },
];
const strangeToo = [
  { type: 'drain', why: 'new' },
  { type: 'measure', id: '3' },
  { type: 'collected', id: 4 },
  { type: 'left' },
];

describe('a message', () => {
  it('arrives as it was sent', () => {
    expect(process.map(fromProcess)).toEqual(process);
    expect(supervisor.map(fromSupervisor)).toEqual(supervisor);
  });

  it('of another version, or of nobody we know, is none', () => {
    expect([...strange, ...strangeToo, ...supervisor].map(fromProcess).filter(Boolean)).toEqual([]);
    expect([...strange, ...strangeToo, ...process].map(fromSupervisor).filter(Boolean)).toEqual([]);
  });
});
