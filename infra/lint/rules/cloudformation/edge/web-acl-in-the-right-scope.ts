import { cloudFormationRule } from '../../../rule.ts';

export const webAclInTheRightScope = cloudFormationRule({
  id: 'web-acl-in-the-right-scope',
  severity: 'error',
  summary: 'The WAF web ACL of a distribution has the scope CLOUDFRONT, and that of a load balancer REGIONAL',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Change the Scope; CLOUDFRONT is available in us-east-1 only.',
  source: 'https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html',
  check({ template }, report) {
    const uses = [
      ...template.distributions.map((config) => ['CLOUDFRONT', config.get('WebACLId')] as const),
      ...template
        .ofType('AWS::WAFv2::WebACLAssociation')
        .map(({ properties }) => ['REGIONAL', properties.get('WebACLArn')] as const),
    ];
    for (const [expected, use] of uses)
      for (const { type, properties } of template.targets(use)) {
        const scope = type === 'AWS::WAFv2::WebACL' ? properties.get('Scope').text() : null;
        if (scope !== null && scope !== expected)
          report(
            properties.get('Scope'),
            `it is ${scope}, and must be ${expected} for ${use.place.resource}`,
          );
      }
  },
});
