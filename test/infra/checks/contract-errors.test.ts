import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile, profileNames } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { awsLimits } from '../../../infra/checks/aws-limits.ts';
import { ContractError, deploymentErrors } from '../../../infra/checks/contract-errors.ts';
import {
  checkContextKeys,
  InvalidContextError,
  readContextOptions,
} from '../../../infra/stacks/context-options.ts';
import { synthesize } from '../../support/infra/stacks.ts';

const production = profile('production');
type Changes = Overrides<Contract['deployment']>;
const changed = (deployment: Changes) => applyOverrides(production, { deployment });

const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:111122223333:${rest}`;
const certificate = (region: string) => arn('acm', region, 'certificate/ab-cd');

describe('each value that AWS would reject is reported in one sentence with the fix', () => {
  test.each<[Changes, string[]]>([
    [{ logDays: 90, naming: { domain: 'debates.example', certificateArn: certificate('us-east-1') } }, []],
    [
      { logDays: 91 },
      [
        'deployment.logDays is 91, but AWS accepts only 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, ' +
          '731, 1096, 1827, 2192, 2557, 2922, 3288, 3653: use 90 or 120',
      ],
    ],
    [{ logDays: 0 }, [expect.stringMatching(/: use 1$/)]],
    [
      { naming: { domain: 'debates.example', certificateArn: certificate('eu-central-1') } },
      [
        'deployment.naming.certificateArn is in eu-central-1, but CloudFront accepts them from us-east-1 only: ' +
          'request one there for debates.example, in whichever region you deploy',
      ],
    ],
    [
      { naming: { domain: 'debates.example', certificateArn: 'ab-cd' } },
      [expect.stringMatching(/^deployment\.naming\.certificateArn is ab-cd: use the full ARN /)],
    ],
    [
      { naming: { domain: 'https://debates.example/', certificateArn: certificate('us-east-1') } },
      ['deployment.naming.domain is https://debates.example/: use the name alone, such as debates.example'],
    ],
    [
      { settings: { values: { ROSTRUM_MODLE: 'x' } } },
      [
        'deployment.settings.values.ROSTRUM_MODLE: app/contract/env.ts declares no variable ROSTRUM_MODLE that an ' +
          'operator may set; did you mean ROSTRUM_MODEL?',
      ],
    ],
    [
      { settings: { values: { ANTHROPIC_API_KEY: 'sk-1' } } },
      [
        'deployment.settings.values.ANTHROPIC_API_KEY is a secret: store it in Secrets Manager, and set its ARN in ' +
          'secretArns',
      ],
    ],
    [
      { settings: { secretArns: { ANTHROPIC_API_KEY: 'sk-1' } } },
      [
        'deployment.settings.secretArns.ANTHROPIC_API_KEY is not an ARN: use the full ARN that Secrets Manager shows',
      ],
    ],
    [
      {
        settings: {
          secretArns: { ANTHROPIC_API_KEY: arn('secretsmanager', 'eu-central-1', 'secret:a-AbCdEf') },
        },
      },
      [],
    ],
  ])('%j', (changes, expected) => expect(deploymentErrors(changed(changes))).toEqual(expected));

  test.each<[Changes, string]>([
    [
      { cdn: { connectMs: 11_000 } },
      'cdn.connectMs is 11000 (11 s), but AWS accepts only 1000 (1 s) to 10000 (10 s)',
    ],
    [{ balancer: { port: 81 } }, 'balancer.port is 81, but AWS accepts only 80, 443 or 1024 to 65535'],
    [{ network: { zones: 1 } }, 'network.zones is 1, but AWS accepts only 2 to 6'],
    [
      { container: { graceMs: 60_500 } },
      'container.graceMs is 60500 (60.5 s), but AWS accepts only whole seconds: use 61000 (61 s)',
    ],
    [
      { rollout: { canaryMs: 330_000 } },
      'rollout.canaryMs is 330000 (330 s), but AWS accepts only whole minutes: use 360000 (360 s)',
    ],
    [{ web: { tasksMax: 2.5 } }, 'web.tasksMax is 2.5, but AWS accepts only whole numbers: use 3'],
    [
      { web: { minimumPercent: 100.5 } },
      'web.minimumPercent is 100.5, but AWS accepts only whole numbers: use 101',
    ],
    [
      { worker: { spotPercent: 12.5 } },
      'worker.spotPercent is 12.5, but AWS accepts only whole numbers: use 13',
    ],
    [
      { database: { capacityMin: 0.7 } },
      'database.capacityMin is 0.7, but AWS accepts only whole numbers and halves: use 0.5',
    ],
    [
      { scaling: { inCooldownMs: 1500 } },
      'scaling.inCooldownMs is 1500 (1.5 s), but AWS accepts only whole seconds: use 2000 (2 s)',
    ],
  ])('and so are numbers that it does not take: %j', (changes, expected) =>
    expect(deploymentErrors(changed(changes))).toEqual([`deployment.${expected}`]),
  );

  test('but not those that are not sent to AWS', () => {
    expect(deploymentErrors(changed({ container: { bootMs: 1500 }, alarms: { p99MsMax: 1500 } }))).toEqual(
      [],
    );
  });

  test('but not shares, nor halves where there are some', () => {
    const changes: Changes = {
      alarms: { errorPercentMax: 0.5, spendUsdPerHourMax: 2.5 },
      rollout: { canaryPercent: 2.5 },
      scaling: { cpuPercent: 62.5, backlogPerWorker: 0.5 },
      database: { capacityMin: 1.5, capacityMax: 7.5 },
    };
    expect(deploymentErrors(changed(changes))).toEqual([]);
  });

  test('and of no profile is there anything to say', () => {
    const forAws = profileNames.filter((name) => name !== 'self-hosted');
    expect(forAws.flatMap((name) => deploymentErrors(profile(name)))).toEqual([]);
  });

  test('the days are those that CloudWatch has, but for ever', () => {
    const limit = awsLimits['deployment.logDays'] ?? {};
    const days = Object.values(RetentionDays).filter((value) => typeof value === 'number');
    expect(days.filter((value) => value !== RetentionDays.INFINITE).sort((a, b) => a - b)).toEqual(
      'oneOf' in limit ? limit.oneOf : [],
    );
  });

  test('before anything is made', () => {
    expect(() => synthesize(changed({ logDays: 91 }))).toThrow(ContractError);
    expect(() => synthesize(changed({ logDays: 91 }))).toThrow(
      /production is not valid:\n {2}- deployment\.logDays is 91/,
    );
  });
});

describe('what is said with -c and cannot be', () => {
  const chosen = (key: string, value: string) => () =>
    readContextOptions((asked) => (asked === key ? value : undefined), undefined);

  test.each([
    ['prodution', /unknown profile; did you mean production\? Known profiles: /],
    [
      'self-hosted',
      /not for AWS; for your own machines use npm run contract -- render all\. Known profiles: /,
    ],
    ['development', /not for AWS, because edge\.gatewayIdleMs is null\. Known profiles: /],
  ])('the profile %s', (name, message) => {
    expect(chosen('profile', name)).toThrow(InvalidContextError);
    expect(chosen('profile', name)).toThrow(message);
  });

  test('a key, with the one that was meant', () => {
    expect(() => checkContextKeys(['porfile'])).toThrow(
      '-c porfile: unknown key; did you mean profile? Known keys: ' +
        'profile, name, region, zones, image, database, database-from, deployed, secrets-version.',
    );
    expect(() => checkContextKeys(['x'])).toThrow('-c x: unknown key. Known keys: profile,');
  });

  test('more zones than the contract counts with', () => {
    const zones = { by: 'name', values: ['us-east-1a', 'us-east-1b', 'us-east-1c'] } as const;
    expect(() => synthesize(production, { zones })).toThrow(InvalidContextError);
    expect(() => synthesize(production, { zones })).toThrow(
      '-c zones=us-east-1a,us-east-1b,us-east-1c: deployment.network.zones is 2: name as many, or change it.',
    );
  });
});
