import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { PanelHead } from '#components/ui/panel.tsx';
import { Picture } from '#components/ui/picture.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { Moment } from '#components/url/view.ts';
import type { Chain, ChainLink, ChainNode } from '#lib/audit/chain.ts';
import { principalLabel } from '#lib/catalog/audit-actions.ts';

const Began = ({ at, moment }: { at: number; moment: Moment }) => (
  <>
    since <Instant at={at} moment={moment} seconds />
  </>
);

function Node({ node, isCall, moment }: { node: ChainNode; isCall: boolean; moment: Moment }) {
  return (
    <div className="min-w-0 md:w-52 md:shrink-0">
      <p className="pb-1 text-11 text-ink-3">{node.heading}</p>
      <div className={clsx('rounded-4 border px-3 py-2 text-12', isCall ? 'border-accent bg-selected' : 'border-line-2')}>
        <p className="truncate text-11 text-ink-3">{node.kind}</p>
        <p className="truncate font-head" title={node.name}>
          {principalLabel(node.name)}
        </p>
        <p className="truncate text-ink-2" title={node.detail ?? undefined}>
          {node.since === undefined ? (node.detail ?? ' ') : <Began at={node.since} moment={moment} />}
        </p>
      </div>
    </div>
  );
}

function Arrow({ link }: { link: ChainLink }) {
  return (
    <div className="grid min-w-36 flex-1 content-center gap-0.5 py-1 text-center text-11 md:pt-6">
      <span className={link.isProved ? 'text-ink-2' : 'text-unknown'}>{link.label}</span>
      <Picture
        width={120}
        height={8}
        className={clsx('h-2 w-full max-md:hidden', link.isProved ? 'text-ink-3' : 'text-unknown')}
        paths={[
          { d: 'M0 4h112', stroke: 'currentColor', strokeWidth: 1.4, dashed: !link.isProved },
          { d: 'm112 0.5 8 3.5-8 3.5z', fill: 'currentColor' },
        ]}
      />
      <span className="text-ink-3">
        <span className="font-mid">{link.isProved ? 'proved' : 'inferred'}</span>: {link.why}
      </span>
    </div>
  );
}

export type ChainPanelProps = {
  chain: Chain;
  moment: Moment;
  /** Who used Studio, or what would tell; it says more than the chain’s own advice. */
  studio?: ReactNode;
};

/** Who was really behind an event, box by box. */
export function ChainPanel({ chain, moment, studio }: ChainPanelProps) {
  return (
    <section aria-label="Who was really behind it" className="panel">
      <PanelHead title="Who was really behind it" subtitle="solid is proved by records, dashed is inferred" />
      <ol className="flex flex-col md:flex-row md:items-start md:gap-2">
        {chain.nodes.map((node, index) => {
          const link = chain.links[index - 1];
          return (
            <li key={node.heading} className={clsx('flex min-w-0 flex-col md:flex-row md:gap-2', link && 'md:flex-1')}>
              {link && <Arrow link={link} />}
              <Node node={node} isCall={index === chain.nodes.length - 1} moment={moment} />
            </li>
          );
        })}
      </ol>
      {studio ? (
        <div className="pt-2">{studio}</div>
      ) : (
        chain.advice && <p className="pt-2 text-12 text-unknown">{chain.advice}</p>
      )}
    </section>
  );
}
