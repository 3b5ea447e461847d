import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in the order in which they start: one that computes next to one that mostly waits. */
const slowFiles = [
  'test/chaos/load.test.ts',
  'test/infra/moto/',
  'test/runtime/single.test.ts',
  'test/chaos/kill.test.ts',
  'test/page/journey.test.ts',
  'test/runtime/crash.test.ts',
  'test/chaos/outages.test.ts',
  'test/guards/',
  'test/proof/proof.test.ts',
  'test/page/',
  'test/store/embedded/',
  'test/worker/handover.test.ts',
  'test/runtime/',
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
