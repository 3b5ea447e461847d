import { expect, test } from 'vitest';
import {
  type CloudFrontGroupProperties,
  findCloudFrontGroup,
} from '../../../infra/lambda/cloudfront-group.ts';
import type { CloudFormationEvent } from '../../../infra/lambda/custom-resource.ts';

const event: CloudFormationEvent<CloudFrontGroupProperties> = {
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation.example/answer',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'CloudFrontSecurityGroup',
  ResourceProperties: { vpcId: 'vpc-1', groupName: 'CloudFront-VPCOrigins-Service-SG' },
};

/** A fake EC2 that finds a group from the given call on; null: never. */
async function find(foundAt: number | null, asked = event) {
  const filters: object[] = [];
  const said: string[] = [];
  let clockMs = 0;
  await findCloudFrontGroup(asked, {
    ec2: {
      async describeSecurityGroups(input) {
        filters.push(input);
        if (filters.length === 1) throw new Error('RequestLimitExceeded');
        return { SecurityGroups: filters.length === foundAt ? [{ GroupId: 'sg-1' }] : [] };
      },
    },
    respond: async (_, body) => void said.push(body),
    wait: async (ms) => {
      clockMs += ms;
    },
    now: () => clockMs,
  });
  return { filters, answer: said.join() };
}

test('finds the security group of CloudFront in the network, also if it appears late', async () => {
  const { filters, answer } = await find(4);
  expect(answer).toContain('"Data":{"groupId":"sg-1"}');
  expect(filters).toHaveLength(4);
  expect(filters[0]).toEqual({
    Filters: [
      { Name: 'vpc-id', Values: ['vpc-1'] },
      { Name: 'group-name', Values: ['CloudFront-VPCOrigins-Service-SG'] },
    ],
  });
});

test('fails with the likely cause if there is none', async () => {
  expect((await find(null)).answer).toMatch(/"FAILED".*has not created the security group .* zones\?/);
});

test('does nothing when the stack is deleted', async () => {
  const { filters, answer } = await find(1, { ...event, RequestType: 'Delete' });
  expect(filters).toEqual([]);
  expect(answer).toContain('"SUCCESS"');
});
