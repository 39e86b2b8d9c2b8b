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
  // Opted in to by every account of the demo.
  'ap-southeast-7',
]);

/** A Region that is on and has no SageMaker: nothing answers to the name of its endpoint. */
export const hasSageMaker = (region: string): boolean => region !== 'ap-southeast-7';

export const isAlwaysOn = (region: string): boolean => alwaysOn.has(region);

/** Every Region that AWS tells an account of, in its order of names. */
export const regionNames: readonly string[] = [...alwaysOn, 'af-south-1', 'ap-east-1', 'eu-south-1', 'me-central-1'].toSorted();

export const optStatusOf = (region: string): 'ENABLED_BY_DEFAULT' | 'ENABLED' | 'DISABLED' => {
  if (!alwaysOn.has(region)) return 'DISABLED';
  return hasSageMaker(region) ? 'ENABLED_BY_DEFAULT' : 'ENABLED';
};
