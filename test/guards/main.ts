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
const names = guards.map(({ failingTest }) => RegExp.escape(failingTest));
const vitest = await startVitest('test', [], {
  config: new URL('vitest.config.ts', import.meta.url).pathname,
  testNamePattern: `(?:${names.join('|')})$`,
  reporters: [{}],
  watch: false,
});
const tests = vitest.state.getTestModules().flatMap(({ children }) => [...children.allTests()]);

/** What a test found wrong; that its time was too short is no finding. */
const failureMessages = (test: TestCase): string[] =>
  (test.result().errors ?? []).map(({ message }) => message).filter((text) => !/timed out/.test(text));

let allFail = true;
for (const { name, file, failingTest } of guards) {
  const test = tests.find((one) => one.project.name === name && one.name === failingTest);
  const [failure] = test ? failureMessages(test) : [];
  allFail &&= failure !== undefined;
  const outcome = failure === undefined ? 'does not fail' : `fails: ${failure.split('\n')[0]}`;
  process.stdout.write(`without the ${name} (${file})\n  "${failingTest}" ${outcome}\n`);
}
await vitest.close();
process.exit(allFail ? 0 : 1);
