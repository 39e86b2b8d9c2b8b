/**
 * Regions that every account has and cannot switch off; all others are off until somebody opts in
 * ("Enable or disable AWS Regions in your account", AWS account management reference guide).
 */
const alwaysOn: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

export const isAlwaysOn = (region: string): boolean => alwaysOn.has(region);
