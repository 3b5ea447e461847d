/** List prices of AWS in us-east-1, in US dollars, without taxes and free tiers; not compared with AWS's lists. */
export const pricesNotedAt = '2026-11-21';

export const hoursPerMonth = 730;

export const prices = {
  /** Fargate on ARM. */
  vcpuHour: 0.03238,
  memoryGiBHour: 0.00356,
  /** Of Spot, about. */
  spotShare: 0.3,
  publicAddressHour: 0.005,
  loadBalancerHour: 0.0225,
  loadBalancerUnitHour: 0.008,
  natGatewayHour: 0.045,
  /** In one zone. */
  endpointHour: 0.01,
  auroraUnitHour: 0.12,
  auroraStorageGiB: 0.1,
  instanceHour: { 'db.t4g.micro': 0.016, 'db.t4g.small': 0.032, 'db.t4g.medium': 0.065 },
  instanceStorageGiB: 0.115,
  /** Valkey, serverless. */
  cacheGBHour: 0.084,
  cacheGBMin: 0.1,
  cacheMillionUnits: 0.0023,
  webAcl: 5,
  webAclRule: 1,
  alarmMetric: 0.1,
  customMetric: 0.3,
  secret: 0.4,
  logGB: 0.5,
} as const;

/** CloudWatch, each month in each account: https://aws.amazon.com/cloudwatch/pricing/ */
export const freeMonthly = { alarmMetrics: 10, customMetrics: 10, logGB: 5 };

/** From CloudFront to viewers in North America and Europe, of a month: each part has the price of its tier. */
export const transferTiers = [
  { upToGB: 10_000, usdPerGB: 0.085 },
  { upToGB: 50_000, usdPerGB: 0.08 },
  { upToGB: 150_000, usdPerGB: 0.06 },
  { upToGB: 500_000, usdPerGB: 0.04 },
  { upToGB: 1_000_000, usdPerGB: 0.03 },
  { upToGB: 5_000_000, usdPerGB: 0.025 },
  { upToGB: Number.POSITIVE_INFINITY, usdPerGB: 0.02 },
] as const;

/** What idle tasks write in a month, and the part of a capacity unit that health checks and a few viewers take. */
export const idle = { logGB: 2, loadBalancerUnits: 1 / 3, databaseStorageGiB: 10 };
