/* biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what a terminal reads */
import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

/** A terminal that supports the output of a screen: lines, cursor up, erase to the end. It does not scroll. */
export class FakeTerminal extends EventEmitter {
  columns = 40;
  rows = 10;
  /** The written texts, in order. */
  readonly writes: string[] = [];
  private lines: string[] = [''];
  private row = 0;

  write(text: string): boolean {
    this.writes.push(text);
    for (const [part] of text.matchAll(/\x1b\[\??[\d;]*[A-Za-z]|\n|\r|[^\x1b\n\r]+/g)) this.apply(part);
    return true;
  }

  /** Changes the size, and rewraps long lines. */
  resize(columns: number, rows = this.rows): void {
    this.columns = columns;
    this.rows = rows;
    this.lines = this.lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? ['']);
    this.row = this.lines.length - 1;
    this.emit('resize');
  }

  /** The current content of the screen. */
  screenText(): string {
    return this.lines.join('\n').trimEnd();
  }

  isCursorVisible(): boolean {
    const last = this.writes
      .join('')
      .match(/\x1b\[\?25[hl]/g)
      ?.at(-1);
    return last !== '\x1b[?25l';
  }

  private apply(part: string): void {
    const up = /^\x1b\[(\d+)A$/.exec(part);
    if (up) this.row = Math.max(0, this.row - Number(up[1]));
    else if (part === '\x1b[J') this.lines = [...this.lines.slice(0, this.row), ''];
    else if (part === '\n') {
      this.row += 1;
      this.lines[this.row] ??= '';
    } else if (part !== '\r')
      this.lines[this.row] = (this.lines[this.row] ?? '') + stripVTControlCharacters(part);
  }
}
