import type { TemplateDiff } from '@aws-cdk/cloudformation-diff';

/** Who may do more, and who less: statements, attached policies and network rules that came or went. */
export function permissions({ iamChanges, securityGroupChanges }: TemplateDiff) {
  const { statements, managedPolicies } = iamChanges;
  const { ingress, egress } = securityGroupChanges;
  // A denial that comes takes something away, and one that goes gives it back.
  const more = [
    ...statements.additions.filter((one) => !one.isNegativeStatement),
    ...statements.removals.filter((one) => one.isNegativeStatement),
  ];
  const less = [
    ...statements.removals.filter((one) => !one.isNegativeStatement),
    ...statements.additions.filter((one) => one.isNegativeStatement),
  ];
  return {
    widened: [
      ...more.map((one) => statement(one)),
      ...managedPolicies.additions.map(attachment),
      ...ingress.additions.map((one) => opening('into', one)),
      ...egress.additions.map((one) => opening('out of', one)),
    ],
    narrowed: [
      ...less.map((one) => statement(one)),
      ...managedPolicies.removals.map(attachment),
      ...ingress.removals.map((one) => opening('into', one)),
      ...egress.removals.map((one) => opening('out of', one)),
    ],
  };
}

type Iam = TemplateDiff['iamChanges'];
type Statement = Iam['statements']['additions'][number];
type Attachment = Iam['managedPolicies']['additions'][number];
type Rule = TemplateDiff['securityGroupChanges']['ingress']['additions'][number];

function statement(one: Statement): string {
  const { effect, action, resource, principal, condition } = one.render();
  const when = condition ? ` when ${code(condition)}` : '';
  return `${effect}: ${code(principal)} ${code(action)} on ${code(resource)}${when}`;
}

const attachment = ({ identityArn, managedPolicyArn }: Attachment): string =>
  `${code(identityArn)} has ${code(managedPolicyArn)}`;

const opening = (direction: string, rule: Rule): string =>
  `${rule.describeProtocol()} ${direction} ${code(rule.groupId)}: ${code(rule.describePeer())}`;

const code = (text: string): string => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'")}\``;
