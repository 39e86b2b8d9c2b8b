/** What names one series of numbers in CloudWatch, and the resource that it belongs to. */
export type SeriesIdentity = {
  kind: string;
  name: string;
  namespace: string;
  metric: string;
  /** Sorted by name. */
  dimensions: readonly { Name: string; Value: string }[];
  dimensionsKey: string;
  statistic: string;
};

const escapeKey = (text: string): string => text.replaceAll(/[\\,=]/g, (char) => `\\${char}`);

/** "EndpointName=e,VariantName=v" of dimensions sorted by name; separators inside names are escaped, so that no two sets share a key. */
export const dimensionsKey = (dimensions: readonly { Name: string; Value: string }[]): string =>
  dimensions.map(({ Name, Value }) => `${escapeKey(Name)}=${escapeKey(Value)}`).join(',');

/** Identity within one account and Region. */
export const seriesKey = (series: Pick<SeriesIdentity, 'namespace' | 'metric' | 'dimensionsKey' | 'statistic'>): string =>
  `${series.namespace}\n${series.metric}\n${series.dimensionsKey}\n${series.statistic}`;
