import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** Where a subnet sends what is not for its network; null: the template does not say. */
export type DefaultRoute = 'internet gateway' | 'other' | 'none';

/** A subnet whose route table is not in the template may have any route. */
export function defaultRouteOf(template: Template, subnet: Resource | undefined): DefaultRoute | null {
  if (subnet?.type !== 'AWS::EC2::Subnet') return null;
  const tables = template
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter(({ properties }) => properties.get('SubnetId').refersTo(subnet.id))
    .flatMap(({ properties }) => template.targets(properties.get('RouteTableId')));
  if (!tables.some(({ type }) => type === 'AWS::EC2::RouteTable')) return null;
  const routes = template
    .ofType('AWS::EC2::Route')
    .map(({ properties }) => properties)
    .filter((route) => tables.some(({ id }) => route.get('RouteTableId').refersTo(id)))
    .filter((route) => route.get('DestinationCidrBlock').text() === '0.0.0.0/0');
  const isToInternet = (route: (typeof routes)[number]) =>
    template.target(route.get('GatewayId'))?.type === 'AWS::EC2::InternetGateway';
  if (routes.length === 0) return 'none';
  return routes.every(isToInternet) ? 'internet gateway' : 'other';
}

/** Private endpoints of AWS services; those of S3 and DynamoDB are usually gateways, which lead nowhere else. */
export const interfaceEndpoints = (template: Template): readonly Resource[] =>
  template
    .ofType('AWS::EC2::VPCEndpoint')
    .filter(({ properties }) => !['Gateway', null].includes(properties.get('VpcEndpointType').text()));
