import { Menu as MenuIcon } from 'lucide-react';
import { FindButton } from '#components/palette/find-button.tsx';
import { kindIds, kindRow } from '#lib/catalog/resource-kinds.ts';
import { AsOfMenu } from './as-of-menu.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { RangeMenu } from './range-menu.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import type { ShellData } from './types.ts';
import { ZoneSwitch } from './zone-switch.tsx';

const kindWords = Object.fromEntries(kindIds.map((kind) => [kind, kindRow(kind).one]));

export function Topbar({ shell, localZone }: { shell: ShellData; localZone: string | undefined }) {
  return (
    <header className="bar">
      <button type="button" className="button lg:hidden" data-icon="" popoverTarget="side" aria-label="Menu">
        <MenuIcon size={16} aria-hidden="true" />
      </button>
      <Breadcrumb teams={shell.teams} accounts={shell.accounts} kinds={kindWords} />
      <FindButton team={shell.team} />
      <RangeMenu now={shell.now} localZone={localZone} />
      <span className="max-lg:hidden flex">
        <AsOfMenu now={shell.now} localZone={localZone} />
      </span>
      <ZoneSwitch now={shell.now} />
      <ThemeToggle className="max-lg:hidden" />
    </header>
  );
}
