import { profileNamePattern } from '../../app/contract/profiles.ts';

/** ElastiCache takes 40 characters, which begin with `rostrum-`; the other services take more. */
const deploymentNameCharsMax = 32;

/** The name of a deployment, which is in the names of its resources, if a service of AWS rejects it. */
export const nameErrors = (name: string): string[] =>
  profileNamePattern.test(name) &&
  name.length <= deploymentNameCharsMax &&
  !name.includes('--') &&
  !name.endsWith('-')
    ? []
    : [
        `the name ${name} is in the names of AWS resources: use at most ${deploymentNameCharsMax} lower-case ` +
          'letters, digits and single hyphens, beginning with a letter and ending without a hyphen, such as team-a',
      ];
