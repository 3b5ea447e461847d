import { readContract } from '../../container/program.ts';
import { programRule } from '../../rule.ts';

export const contractIsDeployedOne = programRule({
  id: 'contract-is-the-deployed-one',
  severity: 'error',
  summary: 'The file was generated from the current contract',
  rationale:
    'findings that compare with a contract other than the deployed one; the program refuses to start',
  fix: 'Audit with the sources that generated the file, or render or synthesize it again.',
  source: 'docs/ARCHITECTURE.md',
  check({ environment }, report) {
    const { named, outdatedHash } = readContract(environment);
    if (named !== null && outdatedHash !== null)
      report(outdatedHash, `its hash is not that of the current ${named.profile} contract`);
  },
});
