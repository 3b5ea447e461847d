import { startVitest, type TestCase } from 'vitest/node';
import { guards } from './guards.ts';

/**
 * `npm run guards`: switches the guards off, one at a time, and says for each whether its test fails without it, as it
 * must. With all guards on, these tests are part of the suite.
 */
if (process.argv.length > 2) {
  process.stderr.write(
    'npm run guards: it takes no words. It switches each guard off, and sees its test fail.\n',
  );
  process.exit(2);
}
const names = guards.map(({ fails }) => RegExp.escape(fails));
const vitest = await startVitest('test', [], {
  config: new URL('vitest.config.ts', import.meta.url).pathname,
  testNamePattern: `(?:${names.join('|')})$`,
  reporters: [{}],
  watch: false,
});
const tests = vitest.state.getTestModules().flatMap(({ children }) => [...children.allTests()]);

/** What a test found wrong; that its time was too short is no finding. */
const findings = (test: TestCase): string[] =>
  (test.result().errors ?? []).map(({ message }) => message).filter((text) => !/timed out/.test(text));

let isHeld = true;
for (const { name, file, fails } of guards) {
  const test = tests.find((one) => one.project.name === name && one.name === fails);
  const [found] = test ? findings(test) : [];
  isHeld &&= found !== undefined;
  const said = found === undefined ? 'does not fail' : `fails: ${found.split('\n')[0]}`;
  process.stdout.write(`without the ${name} (${file})\n  "${fails}" ${said}\n`);
}
await vitest.close();
process.exit(isHeld ? 0 : 1);
