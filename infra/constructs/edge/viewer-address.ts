import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { globalName } from '../names.ts';

/** CloudFront overwrites it with the address that it sees, so callers cannot choose it. */
export const viewerAddressHeader = 'x-rostrum-viewer-address';

/**
 * At the load balancer the address of a connection is CloudFront's, and the first address in X-Forwarded-For, which is
 * the only one that WAF reads, is what the caller wrote.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_ForwardedIPConfig.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/example-function-add-true-client-ip-header.html
 */
export function createViewerAddressFunction(
  scope: Construct,
  contract: Pick<Contract, 'profile'>,
): cloudfront.FunctionAssociation {
  const edgeFunction = new cloudfront.Function(scope, 'ViewerAddress', {
    functionName: globalName(scope, contract),
    comment: 'Writes the address of the viewer into a header, for the web ACL',
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromInline(viewerAddressCode),
  });
  return { eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: edgeFunction };
}

export const viewerAddressCode = `function handler(event) {
  event.request.headers['${viewerAddressHeader}'] = { value: event.viewer.ip };
  return event.request;
}
`;
