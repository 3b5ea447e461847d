import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/types/contract.ts';
import { createWebAcl } from '../constructs/edge/web-acl.ts';

/** Resources that must be in the edge region: the web ACL. */
export class EdgeStack extends Stack {
  readonly firewallArn: string;

  constructor(scope: Construct, id: string, contract: Contract, props: StackProps) {
    super(scope, id, props);
    this.firewallArn = createWebAcl(this, contract).attrArn;
  }
}
