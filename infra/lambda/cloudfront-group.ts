import {
  answer,
  type CloudFormationEvent,
  type HandlerDeps,
  type Outcome,
  retryTemporaryErrors,
} from './custom-resource.ts';

export interface CloudFrontGroupProperties {
  readonly vpcId: string;
  readonly groupName: string;
}

interface Ec2Response {
  readonly SecurityGroups?: readonly { readonly GroupId?: string }[];
}

export interface FindCloudFrontGroupDeps extends HandlerDeps {
  readonly ec2: { describeSecurityGroups(input: object): Promise<Ec2Response> };
}

const pollMs = 5000;
/** CloudFront creates the group with the origin, before the distribution is deployed. */
const searchMsMax = 240_000;

/** Finds the security group that CloudFront creates in a network with an origin. */
export const findCloudFrontGroup = (
  event: CloudFormationEvent<CloudFrontGroupProperties>,
  deps: FindCloudFrontGroupDeps,
): Promise<void> => answer(event, 'cloudfront-group', deps, () => findGroup(event, deps));

async function findGroup(
  { RequestType, ResourceProperties }: CloudFormationEvent<CloudFrontGroupProperties>,
  deps: FindCloudFrontGroupDeps,
): Promise<Outcome> {
  if (RequestType === 'Delete') return { data: {} };
  const { vpcId, groupName } = ResourceProperties;
  const filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'group-name', Values: [groupName] },
  ];
  const endsAtMs = deps.now() + searchMsMax;
  while (deps.now() < endsAtMs) {
    const { SecurityGroups = [] } = await retryTemporaryErrors(
      () => deps.ec2.describeSecurityGroups({ Filters: filters }),
      endsAtMs,
      deps,
    );
    const groupId = SecurityGroups[0]?.GroupId;
    if (groupId !== undefined) return { data: { groupId } };
    await deps.wait(pollMs);
  }
  return {
    failure:
      `CloudFront has not created the security group ${groupName} in ${vpcId}: does it support VPC origins in ` +
      'these zones?',
  };
}
