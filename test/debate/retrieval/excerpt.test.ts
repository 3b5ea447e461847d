import { describe, expect, it } from 'vitest';
import { extractTerms } from '../../../app/debate/prompting/terms.ts';
import { excerpt, omissionMark } from '../../../app/debate/retrieval/excerpt.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';
import { repeatedUnits } from '../../support/documents.ts';

describe('extractTerms', () => {
  it('matches different forms of one word', () => {
    expect(extractTerms('deploys deployed deploying')).toEqual(['deploy']);
  });

  it.each([
    ['Japanese', '夜間バッチが失敗する原因は何ですか？', ['夜間', 'バッチ', '失敗', '原因']],
    ['Chinese', '我们是否应该拆分支付系统？', ['支付', '系统']],
    ['Thai', 'ทำไมระบบล้มเหลวในตอนกลางคืน', ['ระบบ', 'กลาง', 'คืน']],
    ['Khmer', 'ហេតុអ្វីបានជាប្រព័ន្ធបរាជ័យ', ['ប្រព័ន្ធ', 'បរាជ័យ']],
    ['Lao', 'ເປັນຫຍັງລະບົບຈຶ່ງລົ້ມເຫຼວ', ['ລະບົບ', 'ລົ້ມເຫຼວ']],
    ['Burmese', 'ဘာကြောင့် စနစ်ပျက်သလဲ', ['စနစ်', 'ပျက်']],
    ['mixed with Latin', 'C++言語でDocker', ['c++', '言語', 'docker']],
    ['with combining marks', 'सेवा को विभाजित', ['सेवा', 'विभाजित']],
  ])('finds the words of a text in %s', (_, text, words) => {
    expect(extractTerms(text)).toEqual(expect.arrayContaining(words));
  });

  it.each([
    [
      'German',
      'Warum sollten wir die Datenbank teilen, oder ist das nicht sinnvoll?',
      ['datenbank', 'teilen', 'sinnvoll'],
    ],
    ['French', 'Pourquoi est-ce que nous devons migrer la base ?', ['est-ce', 'devon', 'migrer', 'base']],
    ['Spanish', '¿Por qué debe el equipo dividir la base?', ['equipo', 'dividir', 'base']],
    ['Japanese', 'これはなぜですか', []],
    ['Chinese', '我们应该怎么', []],
    ['English', "Don't we've to split it?", ['split']],
  ])('drops the stop words of %s', (_, text, words) => {
    expect(extractTerms(text)).toEqual(words);
  });
});

describe('excerpt', () => {
  const filler = Array.from({ length: 50 }, (_, index) => `Paragraph ${index} speaks of the weather.`);
  const text = filler.with(30, 'Paragraph 30 speaks of rollbacks and why they happen.').join('\n\n');

  it('contains the passages relevant to the query in their order and marks omissions', () => {
    const { shown: short } = excerpt(text, 'Why do rollbacks happen?', 400);
    expect(short.length).toBeLessThanOrEqual(400);
    expect(short).toContain('Paragraph 30 speaks of rollbacks and why they happen.');
    expect(short.indexOf('Paragraph 0 ')).toBeLessThan(short.indexOf('Paragraph 30 '));
    expect(short).toContain(omissionMark);
  });

  it('cuts a text without paragraphs', () => {
    const long = 'x '.repeat(5000);
    const { shown: short } = excerpt(long, 'rollbacks', 1000);
    expect(short.length).toBeLessThanOrEqual(1000);
    expect(short.length).toBeGreaterThan(400);
  });

  it('searches for terms with special characters of regular expressions literally', () => {
    const document = filler
      .with(20, 'Paragraph 20 speaks of ccc and of cccc.')
      .with(40, 'Paragraph 40 speaks of C++ code.')
      .join('\n\n');
    const { shown: short } = excerpt(document, 'What of C++ (and [this]*)?', 200);
    expect(short).toContain('Paragraph 40 speaks of C++ code.');
    expect(short).not.toContain('Paragraph 20');
  });

  const languages: readonly (readonly [string, string, string, string])[] = [
    [
      'Japanese',
      '夜間バッチが失敗する原因は何ですか？',
      '会議室の予約は総務部の担当者が毎朝確認しています。社員食堂の献立は月曜日に発表されます。',
      '夜間バッチが失敗したのは、ディスクの空き容量が不足したためである。',
    ],
    [
      'Chinese',
      '夜间批处理为什么失败？',
      '会议室的预订每天早上由行政部门确认。食堂的菜单在星期一公布。',
      '夜间批处理失败是因为磁盘空间不足。',
    ],
    [
      'Thai',
      'ทำไมระบบชำระเงินล้มเหลว',
      'ห้องประชุมถูกจองทุกเช้าโดยฝ่ายธุรการ เมนูอาหารกลางวันประกาศในวันจันทร์ ',
      'ระบบชำระเงินล้มเหลวเพราะพื้นที่ดิสก์ไม่พอ ',
    ],
    [
      'English',
      'Why does the nightly batch fail?',
      'The office confirms the meeting rooms every morning. The canteen announces its menu on Monday. ',
      'The nightly batch failed because the disk was full. ',
    ],
    [
      'German',
      'Warum ist der nächtliche Stapellauf fehlgeschlagen?',
      'Warum das Büro die Räume bestätigt, ist nicht der Rede wert. Die Kantine nennt das Menü am Montag. ',
      'Der nächtliche Stapellauf brach ab, weil die Platte voll war. ',
    ],
  ];

  it.each(languages)(
    'finds the last passage of a long text in %s, with blank lines, lines or neither',
    (...texts) => {
      const [, question, filler, relevant] = texts;
      for (const separator of ['\n\n', '\n', '']) {
        const text = [...Array.from({ length: 400 }, () => filler), relevant].join(separator);
        const { shown: short } = excerpt(text, question, 4000);
        expect(short.length, separator).toBeLessThanOrEqual(4000);
        expect(short, separator).toContain(relevant.trim());
      }
    },
  );

  it('cuts a long paragraph at the end of a line, a sentence or a word', () => {
    const cuts = (unit: string) =>
      excerpt(unit.repeat(500), 'rollbacks', 2000)
        .shown.split('\n\n')
        .filter((passage) => passage !== omissionMark)
        .map((passage) => passage.slice(-1));
    expect(new Set(cuts('A line that is not a sentence ;\n'))).toEqual(new Set([';']));
    expect(new Set(cuts('今日は天気がよい。'))).toEqual(new Set(['。']));
    expect(new Set(cuts('One sentence ends here. '))).toEqual(new Set(['.']));
    expect(new Set(cuts('wordz '))).toEqual(new Set(['z']));
    expect(excerpt('😀'.repeat(5000), 'rollbacks', 1997).shown.isWellFormed()).toBe(true);
  });
});

describe('an excerpt takes CPU time linear in the size of its document', () => {
  const kinds = {
    ...repeatedUnits,
    'Chinese without an end': '汉字',
    Thai: 'ระบบล้มเหลว',
    'one line each': 'a line\n',
    sentences: 'It ends. ',
  };
  it.each(Object.entries(kinds))('%s', (_, unit) => {
    const make = (chars: number) => unit.repeat(Math.ceil(chars / unit.length));
    const read = (text: string) => [extractTerms(text), excerpt(text, 'Why do initials 1 a 汉字?', 1000)];
    expect(cpuGrowth(make, read)).toBeLessThanOrEqual(linearGrowthMax);
  });
});
