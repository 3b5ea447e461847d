import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in the order in which they start: one that computes next to one that mostly waits. */
const slowFiles = [
  'test/chaos/load.test.ts',
  'test/infra/moto/',
  'test/infra/package/package.test.ts',
  'test/runtime/single.test.ts',
  'test/page/',
  'test/chaos/outages.test.ts',
  'test/runtime/crash.test.ts',
  'test/proof/proof.test.ts',
  'test/chaos/kill.test.ts',
  'test/guards/',
  'test/worker/handover.test.ts',
  'test/store/embedded/',
  'test/runtime/',
  'test/infra/checks/options/',
  'test/doors/',
  'test/worker/',
  'test/infra/planted/',
] as const;

const rank = ({ moduleId }: TestSpecification): number => {
  const index = slowFiles.findIndex((path) => moduleId.includes(path));
  return index === -1 ? slowFiles.length : index;
};

/** So that none of them is still running when all the others have ended. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
