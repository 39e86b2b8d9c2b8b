'use client';

export type PicturePath = { d: string; fill?: string; stroke?: string; strokeWidth?: number; dashed?: boolean };
export type PictureProps = {
  width: number;
  height: number;
  paths: readonly PicturePath[];
  /** What it shows, in words; without, it is decoration. */
  label?: string;
  className?: string;
};

/**
 * A drawing of a few paths, stretched to its box. A client component although it does nothing there: React streams the late
 * children of a server component's <svg> in a holder with a style attribute, which the content security policy refuses.
 */
export function Picture({ width, height, paths, label, className }: PictureProps) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden as decoration
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={className} fill="none" {...named}>
      {paths.map(({ d, fill, stroke, strokeWidth, dashed }, index) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: paths of a drawing have no identity but their place
          key={index}
          d={d}
          fill={fill ?? 'none'}
          stroke={stroke}
          strokeWidth={strokeWidth}
          strokeDasharray={dashed ? '4 3' : undefined}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
