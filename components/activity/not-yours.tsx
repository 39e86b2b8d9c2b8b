import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';

/** In place of another person's activity, for who may not see it. */
export const NotYours = ({ path }: { path: string }) => (
  <>
    <PageHead title="People and roles" sentence="the activity of one person" />
    <Panel title="Not yours to see">
      <p className="text-ink-2">
        Your role may not see the activity of one person but yourself. <Link href={path}>Show roles and workloads</Link>, or ask
        an administrator, operator or auditor.
      </p>
    </Panel>
  </>
);
