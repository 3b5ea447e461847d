import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../app/contract/contract.ts';
import { type Differences, profile, profileNames, withDifferences } from '../../../app/contract/profiles.ts';
import { BrokenContract, deploymentFaults } from '../../../infra/faults.ts';
import { limits } from '../../../infra/limits.ts';
import { checkKeys, optionsOf, WrongOption } from '../../../infra/options.ts';
import { build } from '../../support/site.ts';

const production = profile('production');
type Changes = Differences<Contract['deployment']>;
const changed = (deployment: Changes) => withDifferences(production, { deployment });

const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:111122223333:${rest}`;
const certificate = (region: string) => arn('acm', region, 'certificate/ab-cd');

describe('what AWS would refuse is one sentence with the cure', () => {
  test.each<[Changes, string[]]>([
    [{ logDays: 90, naming: { domain: 'debates.example', certificateArn: certificate('us-east-1') } }, []],
    [
      { logDays: 91 },
      [
        'deployment.logDays is 91, and AWS takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, ' +
          '1096, 1827, 2192, 2557, 2922, 3288, 3653: write 90 or 120',
      ],
    ],
    [{ logDays: 0 }, [expect.stringMatching(/: write 1$/)]],
    [
      { naming: { domain: 'debates.example', certificateArn: certificate('eu-central-1') } },
      [
        'deployment.naming.certificateArn is in eu-central-1, and CloudFront takes certificates from us-east-1 only: ' +
          'request one there for debates.example, whatever region you deploy to',
      ],
    ],
    [
      { naming: { domain: 'debates.example', certificateArn: 'ab-cd' } },
      [expect.stringMatching(/^deployment\.naming\.certificateArn is ab-cd: write the whole ARN /)],
    ],
    [
      { naming: { domain: 'https://debates.example/', certificateArn: certificate('us-east-1') } },
      ['deployment.naming.domain is https://debates.example/: write the name alone, such as debates.example'],
    ],
    [
      { settings: { values: { ROSTRUM_MODLE: 'x' } } },
      [
        'deployment.settings.values.ROSTRUM_MODLE: app/contract/env.ts has no variable ROSTRUM_MODLE that a person ' +
          'may set; did you mean ROSTRUM_MODEL?',
      ],
    ],
    [
      { settings: { values: { ANTHROPIC_API_KEY: 'sk-1' } } },
      [
        'deployment.settings.values.ANTHROPIC_API_KEY is a secret: put it into Secrets Manager, and its ARN into ' +
          'secretArns',
      ],
    ],
    [
      { settings: { secretArns: { ANTHROPIC_API_KEY: 'sk-1' } } },
      [
        'deployment.settings.secretArns.ANTHROPIC_API_KEY is no ARN: write the whole one that Secrets Manager shows',
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
  ])('%j', (changes, expected) => expect(deploymentFaults(changed(changes))).toEqual(expected));

  test.each<[Changes, string]>([
    [
      { cdn: { connectMs: 11_000 } },
      'cdn.connectMs is 11000 (11 s), and AWS takes 1000 (1 s) to 10000 (10 s): write one of these',
    ],
    [
      { balancer: { port: 81 } },
      'balancer.port is 81, and AWS takes 80, 443 or 1024 to 65535: write one of these',
    ],
    [{ network: { zones: 1 } }, 'network.zones is 1, and AWS takes 2 to 6: write one of these'],
    [
      { container: { graceMs: 60_500 } },
      'container.graceMs is 60500 (60.5 s), and AWS takes whole seconds: write 61000 (61 s)',
    ],
    [
      { rollout: { canaryMs: 330_000 } },
      'rollout.canaryMs is 330000 (330 s), and AWS takes whole minutes: write 360000 (360 s)',
    ],
    [{ web: { tasksMax: 2.5 } }, 'web.tasksMax is 2.5, and AWS takes whole numbers: write 3'],
    [
      { web: { minimumPercent: 100.5 } },
      'web.minimumPercent is 100.5, and AWS takes whole numbers: write 101',
    ],
    [{ worker: { spotPercent: 12.5 } }, 'worker.spotPercent is 12.5, and AWS takes whole numbers: write 13'],
    [
      { database: { capacityMin: 0.7 } },
      'database.capacityMin is 0.7, and AWS takes whole numbers and halves: write 0.5',
    ],
    [
      { scaling: { inCooldownMs: 1500 } },
      'scaling.inCooldownMs is 1500 (1.5 s), and AWS takes whole seconds: write 2000 (2 s)',
    ],
  ])('and so are numbers that it does not take: %j', (changes, expected) =>
    expect(deploymentFaults(changed(changes))).toEqual([`deployment.${expected}`]),
  );

  test('but not those that are handed to nobody', () => {
    expect(deploymentFaults(changed({ container: { bootMs: 1500 }, alarms: { p99MsMax: 1500 } }))).toEqual(
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
    expect(deploymentFaults(changed(changes))).toEqual([]);
  });

  test('and of no profile is there anything to say', () => {
    expect(profileNames.flatMap((name) => deploymentFaults(profile(name)))).toEqual([]);
  });

  test('the days are those that CloudWatch has, but for ever', () => {
    const limit = limits['deployment.logDays'] ?? {};
    const days = Object.values(RetentionDays).filter((value) => typeof value === 'number');
    expect(days.filter((value) => value !== RetentionDays.INFINITE).sort((a, b) => a - b)).toEqual(
      'oneOf' in limit ? limit.oneOf : [],
    );
  });

  test('before anything is made', () => {
    expect(() => build(changed({ logDays: 91 }))).toThrow(BrokenContract);
    expect(() => build(changed({ logDays: 91 }))).toThrow(
      /production does not hold:\n {2}- deployment\.logDays is 91/,
    );
  });
});

describe('what is said with -c and cannot be', () => {
  const chosen = (key: string, value: string) => () =>
    optionsOf((asked) => (asked === key ? value : undefined), undefined);

  test.each([
    ['prodution', /there is no such profile; did you mean production\? There are /],
    ['self-hosted', /it is for machines of your own: npm run contract -- render all\. There are /],
    ['development', /edge\.gatewayIdleMs is none, and on AWS there is a gateway\. There are /],
  ])('the profile %s', (name, message) => {
    expect(chosen('profile', name)).toThrow(WrongOption);
    expect(chosen('profile', name)).toThrow(message);
  });

  test('a key, with the one that was meant', () => {
    expect(() => checkKeys(['porfile'])).toThrow(
      '-c porfile: there is no such key; did you mean profile? There are profile, region, zones, image, database.',
    );
    expect(() => checkKeys(['x'])).toThrow('-c x: there is no such key. There are profile,');
  });

  test('more zones than the contract counts with', () => {
    const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
    expect(() => build(production, { zones })).toThrow(WrongOption);
    expect(() => build(production, { zones })).toThrow(
      '-c zones=us-east-1a,us-east-1b,us-east-1c: deployment.network.zones is 2: name as many, or change it.',
    );
  });
});
