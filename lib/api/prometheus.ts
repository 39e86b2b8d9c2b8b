type Sample = { labels?: Readonly<Record<string, string>>; value: number };
export type Family = { name: string; help: string; samples: readonly Sample[] };

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const line = (name: string, { labels = {}, value }: Sample): string => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
};

/** Gauges in Prometheus' text format 0.0.4. */
export const prometheusText = (families: readonly Family[]): string =>
  families
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...samples.map((sample) => line(name, sample)),
    ])
    .concat('')
    .join('\n');
