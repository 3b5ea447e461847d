import { startVitest, type TestCase } from 'vitest/node';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { guards } from './guards.ts';

/**
 * `npm run guards`: removes one guard at a time and checks that its test fails. With all guards in place, these tests
 * are part of the suite.
 */
if (process.argv.length > 2) {
  process.stderr.write(
    'Usage: npm run guards\n\nRemoves one guard at a time and checks that its test fails.\n',
  );
  process.exit(2);
}
const databases = createTemporaryDirectory('guards');
const names = guards.map(({ failingTest }) => RegExp.escape(failingTest));
const vitest = await startVitest('test', [], {
  config: new URL('vitest.config.ts', import.meta.url).pathname,
  testNamePattern: `(?:${names.join('|')})$`,
  reporters: [{}],
  watch: false,
  provide: { databasesDir: databases.path },
});
const tests = vitest.state.getTestModules().flatMap(({ children }) => [...children.allTests()]);

/** The failures of a test; a timeout does not count. */
const failureMessages = (test: TestCase): string[] =>
  (test.result().errors ?? []).map(({ message }) => message).filter((text) => !/timed out/.test(text));

let allFail = true;
for (const { name, file, failingTest } of guards) {
  const test = tests.find((candidate) => candidate.project.name === name && candidate.name === failingTest);
  const [failure] = test ? failureMessages(test) : [];
  allFail &&= failure !== undefined;
  const outcome = failure === undefined ? 'does not fail' : `fails: ${failure.split('\n')[0]}`;
  process.stdout.write(`without the ${name} (${file})\n  "${failingTest}" ${outcome}\n`);
}
await vitest.close();
databases.remove();
process.exit(allFail ? 0 : 1);
