import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { asObject, type JsonObject, normalizeTemplate } from '../../../infra/synth/normalize.ts';
import { summarizeProfile } from '../../../infra/synth/summary.ts';
import { templatesWith } from '../lint/support/production.ts';

const withIngress = (ingress: 'internet' | 'network'): Contract =>
  applyOverrides(profile('production'), {
    edge: { trustedProxies: 1 },
    deployment: {
      ingress,
      proxies: 1,
      naming: {
        domain: 'debates.example',
        certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/ab-cd',
      },
    },
  });

function templateOf(contract: Contract): JsonObject {
  const [file] = templatesWith(contract);
  return asObject(normalizeTemplate(JSON.parse(file?.text ?? '{}')));
}

const templates = {
  cloudfront: templateOf(profile('production')),
  internet: templateOf(withIngress('internet')),
  network: templateOf(withIngress('network')),
};

const summaryOf = (from: keyof typeof templates, to: keyof typeof templates): string =>
  summarizeProfile('production', templates[from], templates[to]);

describe('a change of the ingress of a deployment', () => {
  test.each([
    ['cloudfront', 'internet'],
    ['internet', 'cloudfront'],
    ['network', 'internet'],
  ] as const)(
    'from %s to %s begins with what fails: the target groups stay with the old load balancer',
    (from, to) => {
      const [, first, lines] = summaryOf(from, to).split('\n\n');
      expect(first).toBe('**Fails on AWS**');
      expect(lines).toMatch(/^- `Blue\w+` .*, `Green\w+` .* stays with the load balancer `LoadBalancer\w+`/);
    },
  );

  test('from cloudfront to network begins with the address that ends', () => {
    const text = summaryOf('cloudfront', 'network');
    const [, first, lines] = text.split('\n\n');
    expect(first).toBe('**Traffic that moves**');
    expect(lines).toMatch(/^- `Distribution\w+` .* is \*\*destroyed\*\*: its address ends$/m);
    expect(text).toContain('(AWS::ElasticLoadBalancingV2::Listener) Port: `80` → `443`');
    expect(text.indexOf('Port: `80`')).toBeLessThan(text.indexOf('**Outputs**'));
    expect(text).toContain('`Url` has another value');
  });

  test('from network to cloudfront changes it in place', () => {
    const text = summaryOf('network', 'cloudfront');
    expect(text).not.toMatch(/Fails on AWS|Traffic that moves/);
    expect(text).toContain('`Url` has another value');
  });
});
