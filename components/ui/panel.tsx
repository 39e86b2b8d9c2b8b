import { clsx } from 'clsx';
import { type ReactNode, useId } from 'react';

export type PanelHeadProps = {
  title: ReactNode;
  /** Unit, window or count, quieter beside the title. */
  subtitle?: ReactNode;
  right?: ReactNode;
  /** 3 inside a panel that has an h2 of its own. */
  level?: 2 | 3;
  id?: string;
};

export function PanelHead({ title, subtitle, right, level = 2, id }: PanelHeadProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 pb-2 text-12">
      <Heading id={id} className="text-12 font-head text-ink">
        {title}
      </Heading>
      {subtitle !== undefined && <span className="subtitle text-ink-3">{subtitle}</span>}
      {right !== undefined && <span className="aside ml-auto text-ink-3">{right}</span>}
    </div>
  );
}

export type PanelProps = PanelHeadProps & {
  children: ReactNode;
  /** The body runs to the edges of the sheet (tables). */
  flush?: boolean;
  className?: string;
};

/** One region of the ruled sheet: head, body, a hairline under it. No box. */
export function Panel({ children, flush = false, className, ...head }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={clsx('panel', className)} data-flush={flush || undefined}>
      <PanelHead {...head} id={id} />
      {children}
    </section>
  );
}
