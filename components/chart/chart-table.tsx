import { ScrollRegion } from '#components/ui/scroll-region.tsx';
import type { Plot } from '#lib/catalog/plot.ts';
import { formatExact } from '#lib/format.ts';
import { reading } from './reading.ts';

/** Every sample of a chart as a table, for those who cannot see it and those who want the figures. */
export function ChartTable({ plot, zone }: { plot: Plot; zone: string }) {
  const length = plot.series[0]?.values.length ?? 0;
  const instants = Array.from({ length }, (_, index) => plot.from + index * plot.step);
  return (
    <ScrollRegion label={`Samples of ${plot.title}`} className="verbatim mt-2 max-h-64">
      <table className="w-full text-left">
        <caption className="sr-only">
          {plot.title}, {plot.unit}
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {plot.series.map(({ id, label }) => (
              <th key={id} scope="col" className="text-right">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.map((at, index) => (
            <tr key={at}>
              <th scope="row" className="font-text whitespace-nowrap">
                {formatExact(at * 1000, zone)}
              </th>
              {plot.series.map(({ id }, series) => (
                <td key={id} className="text-right">
                  {reading(plot, series, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
