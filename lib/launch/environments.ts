export type Environment = Record<string, string | undefined>;
type Secret = 'database' | 'aws' | 'sign-in';

const isOf: Record<Secret, (name: string) => boolean> = {
  database: (name) => name.startsWith('DATABASE_') && name !== 'DATABASE_POOL_SIZE',
  aws: (name) => name.startsWith('AWS_'),
  'sign-in': (name) => /^TRAILWATCH_(SECRETS|OIDC_SECRET)/.test(name),
};

/** An environment without the secrets of others: each part is given its own database URL, AWS's keys are the workers', those of sign-in web's. */
export const without = (environment: Environment, ...secrets: Secret[]): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.some((secret) => isOf[secret](name))));
