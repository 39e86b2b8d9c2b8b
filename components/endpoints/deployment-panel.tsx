import { Bar } from '#components/ui/bar.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Since } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { formatDuration } from '#lib/format.ts';
import type { DeployingVariant, Deployment } from '#lib/metrics/deployment.ts';

type Props = { deployment: Deployment; view: View };

const notSaid = <span className="text-ink-3">absent in the answer</span>;

function Baking({ variant, waitSeconds, view }: { variant: DeployingVariant; waitSeconds: number | null; view: View }) {
  const { status, statusAt } = variant;
  if (status !== 'Baking' || statusAt === null || waitSeconds === null) return null;
  const passed = Math.max(0, view.now - statusAt);
  const left = waitSeconds * 1000 - passed;
  const words = `${formatDuration(passed)} of ${formatDuration(waitSeconds * 1000)} baked`;
  return (
    <div className="flex items-center gap-3">
      <dt className="w-24 shrink-0 text-ink-3">Baking</dt>
      <dd className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <Bar share={passed / (waitSeconds * 1000)} label={words} className="max-w-72 flex-1 text-changing" />
        <span>
          {words}
          {left > 0 ? `, ${formatDuration(left)} left` : ''}
        </span>
      </dd>
    </div>
  );
}

function VariantSteps({ variant, deployment, view }: Props & { variant: DeployingVariant }) {
  return (
    <dl className="grid gap-1 text-12">
      <div className="flex gap-3">
        <dt className="w-24 shrink-0 text-ink-3">{variant.name}</dt>
        <dd className="min-w-0 [overflow-wrap:anywhere]">
          {variant.status ?? notSaid}
          {variant.statusAt !== null && (
            <span className="text-ink-3">
              {' '}
              for <Since at={variant.statusAt} moment={view} />
            </span>
          )}
          {variant.message !== null && `: ${variant.message}`}
        </dd>
      </div>
      <Baking variant={variant} waitSeconds={deployment.waitSeconds} view={view} />
      {variant.wanted !== null && (
        <div className="flex gap-3">
          <dt className="w-24 shrink-0 text-ink-3">New instances</dt>
          <dd>
            {variant.running ?? 0} of {variant.wanted} run{variant.instanceType === null ? '' : `, ${variant.instanceType}`}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** A deployment under way: from where to where, how far each variant is, and what would turn it back. */
export function DeploymentPanel({ deployment, view }: Props) {
  const { from, to, startedAt, routing, rollbackAlarms } = deployment;
  const turnsBack =
    rollbackAlarms.length > 0 ? `turns back on alarm ${rollbackAlarms.join(', ')}` : 'no alarm would turn it back';
  return (
    <Panel
      title="Deployment"
      subtitle={startedAt === null ? 'under way' : <Since at={startedAt} moment={view} />}
      right={[routing, turnsBack].filter((part) => part !== null).join('; ')}
    >
      <p className="pb-2 font-mono text-11 [overflow-wrap:anywhere] text-ink-2">
        {from ?? 'nothing'} → {to}
      </p>
      <div className="grid gap-3">
        {deployment.variants.map((variant) => (
          <VariantSteps key={variant.name} variant={variant} deployment={deployment} view={view} />
        ))}
      </div>
    </Panel>
  );
}
