/** Resources of the synthesized templates, and paths to some of their properties. */
export const elb = 'AWS::ElasticLoadBalancingV2';
export const balancer = [`${elb}::LoadBalancer`, 'LoadBalancer'] as const;
export const blue = [`${elb}::TargetGroup`, 'Blue'] as const;
export const green = [`${elb}::TargetGroup`, 'Green'] as const;
export const rule = [`${elb}::ListenerRule`, 'WebRule'] as const;
export const web = ['AWS::ECS::Service', 'WebService'] as const;
export const worker = ['AWS::ECS::Service', 'WorkerService'] as const;
export const webTask = ['AWS::ECS::TaskDefinition', 'WebTask'] as const;
export const workerTask = ['AWS::ECS::TaskDefinition', 'WorkerTask'] as const;
export const count = ['AWS::ApplicationAutoScaling::ScalableTarget', 'WebTaskCount'] as const;
export const policy = ['AWS::ApplicationAutoScaling::ScalingPolicy', 'WebTaskCountTargetCpu'] as const;
export const distribution = ['AWS::CloudFront::Distribution', 'Distribution'] as const;
export const database = ['AWS::RDS::DBCluster', 'Database'] as const;
export const webAcl = ['AWS::WAFv2::WebACL', ''] as const;
export const alarm = ['AWS::CloudWatch::Alarm', 'Alarmerrors'] as const;
export const program = ['AWS::Lambda::Function', 'Function'] as const;

export const attribute = (list: string, key: string) => [list, { key }, 'Value'] as const;
export const balancerAttribute = (key: string) => attribute('LoadBalancerAttributes', key);
export const groupAttribute = (key: string) => attribute('TargetGroupAttributes', key);
export const container = (...path: readonly (string | number)[]) => ['ContainerDefinitions', 0, ...path];
export const origin = (...path: readonly string[]) => ['DistributionConfig', 'Origins', 0, ...path];
export const contractMismatch = 'template-says-what-the-contract-says';
export const groupsDiffer = 'blue-equals-green';
