import type { OrganizationConfig } from '#lib/config.ts';

/** An account as AWS Organizations tells it; the e-mail address of its root is personal and goes nowhere. */
export type FoundAccount = {
  id: string;
  name: string;
  /** AWS's word: ACTIVE, SUSPENDED, PENDING_CLOSURE … */
  state: string;
  /** Of the units that the configuration names, those that it is under. */
  units: readonly string[];
  tags: Readonly<Record<string, string>>;
};

type Choice = NonNullable<OrganizationConfig['include']>;

const isNamed = (account: FoundAccount, { accounts = [], units = [], tags = {} }: Choice): boolean =>
  accounts.includes(account.id) ||
  units.some((unit) => account.units.includes(unit)) ||
  Object.entries(tags).some(([key, value]) => account.tags[key] === value);

/** Whether the configuration wants an account of the organization: any of `include`, or all without it; none of `exclude`. */
export const isChosen = (account: FoundAccount, { include, exclude }: Pick<OrganizationConfig, 'include' | 'exclude'>): boolean =>
  (include === undefined || isNamed(account, include)) && !(exclude && isNamed(account, exclude));

/** What has to be asked for a choice to be made. */
export const neededFor = ({ include, exclude }: Pick<OrganizationConfig, 'include' | 'exclude'>) => ({
  units: [...new Set([...(include?.units ?? []), ...(exclude?.units ?? [])])],
  hasTags: [include, exclude].some((choice) => Object.keys(choice?.tags ?? {}).length > 0),
});
