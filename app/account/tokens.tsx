import { MakeTokenPanel } from '#components/account/make-token-panel.tsx';
import { TokenTable } from '#components/account/token-table.tsx';
import { StaleSignIn } from '#components/people/stale-sign-in.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import type { Moment } from '#components/url/view.ts';
import { listTokens } from '#lib/auth/held-tokens.ts';
import type { Viewer } from '#lib/auth/viewer.ts';
import { can, tokenPermissions } from '#lib/catalog/roles.ts';
import { settle } from '#lib/queries/settle.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';

/** The viewer's own tokens, and a form for another. */
export function Tokens({ viewer, moment }: { viewer: Viewer; moment: Moment }) {
  const tokens = settle(listTokens(viewer.person.id));
  const teams = settle(
    listTeamSizes(viewer.scope).then((rows) => rows.map(({ slug }) => slug).filter((slug) => slug !== 'unowned')),
  );
  const offered = tokenPermissions.filter((one) => can(viewer.role, one));
  return (
    <>
      <Soon of={tokens} title="Tokens" loading={<PanelLoading title="Tokens" rows={2} />}>
        {(rows) => (
          <TokenTable tokens={rows} moment={moment} empty="No tokens yet. Scripts and Prometheus authenticate with one." />
        )}
      </Soon>
      {viewer.isFresh ? (
        <Soon of={teams} title="Create a token" loading={<PanelLoading title="Create a token" rows={6} />}>
          {(slugs) => <MakeTokenPanel offered={offered} teams={slugs} />}
        </Soon>
      ) : (
        <StaleSignIn title="Create a token" path="/account" />
      )}
    </>
  );
}
