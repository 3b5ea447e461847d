import type { TemplateDiff } from '@aws-cdk/cloudformation-diff';

/** Permissions that were widened or narrowed: policy statements, attached policies and network rules. */
export function permissionChanges({ iamChanges, securityGroupChanges }: TemplateDiff) {
  const { statements, managedPolicies } = iamChanges;
  const { ingress, egress } = securityGroupChanges;
  // Adding a Deny statement revokes a permission, and removing one grants it.
  const granted = [
    ...statements.additions.filter((one) => !one.isNegativeStatement),
    ...statements.removals.filter((one) => one.isNegativeStatement),
  ];
  const revoked = [
    ...statements.removals.filter((one) => !one.isNegativeStatement),
    ...statements.additions.filter((one) => one.isNegativeStatement),
  ];
  return {
    widened: [
      ...granted.map((one) => formatStatement(one)),
      ...managedPolicies.additions.map(formatAttachment),
      ...ingress.additions.map((one) => formatNetworkRule('into', one)),
      ...egress.additions.map((one) => formatNetworkRule('out of', one)),
    ],
    narrowed: [
      ...revoked.map((one) => formatStatement(one)),
      ...managedPolicies.removals.map(formatAttachment),
      ...ingress.removals.map((one) => formatNetworkRule('into', one)),
      ...egress.removals.map((one) => formatNetworkRule('out of', one)),
    ],
  };
}

type Iam = TemplateDiff['iamChanges'];
type Statement = Iam['statements']['additions'][number];
type Attachment = Iam['managedPolicies']['additions'][number];
type Rule = TemplateDiff['securityGroupChanges']['ingress']['additions'][number];

function formatStatement(one: Statement): string {
  const { effect, action, resource, principal, condition } = one.render();
  const when = condition ? ` when ${inlineCode(condition)}` : '';
  return `${effect}: ${inlineCode(principal)} ${inlineCode(action)} on ${inlineCode(resource)}${when}`;
}

const formatAttachment = ({ identityArn, managedPolicyArn }: Attachment): string =>
  `${inlineCode(identityArn)} has ${inlineCode(managedPolicyArn)}`;

const formatNetworkRule = (direction: string, rule: Rule): string =>
  `${rule.describeProtocol()} ${direction} ${inlineCode(rule.groupId)}: ${inlineCode(rule.describePeer())}`;

const inlineCode = (text: string): string => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'")}\``;
