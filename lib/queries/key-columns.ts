/** Keys of resources as four columns, for `unnest($1::text[], $2::text[], $3::text[], $4::text[])`: account, Region, kind, name. */
export const keyColumns = (keys: readonly { account: string; region: string; kind: string; name: string }[]): string[][] => [
  keys.map((key) => key.account),
  keys.map((key) => key.region),
  keys.map((key) => key.kind),
  keys.map((key) => key.name),
];
