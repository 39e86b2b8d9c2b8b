import type { Permission } from '#lib/catalog/roles.ts';

/** What a section asks of its reader: a permission, or to see all teams. */
export type Need = Permission | 'all teams';

/** Who is signed in: their name, their role's title, and what they may open. */
export type ShellPerson = { name: string; role: string; may: readonly Need[] };

/** What stands around every page. Times are epoch milliseconds. */
export type ShellData = {
  /** A slug or "all". */
  team: string;
  teams: readonly { slug: string; name: string }[];
  /** Account names by id, for the breadcrumb. */
  accounts: readonly { id: string; name: string }[];
  /**
   * Plain sizes of the sections; a section that is not built has no entry in the sidebar at all. `alerts`: those that are open, that nobody
   * acknowledged and that no silence is about.
   */
  counts: {
    alerts: number;
    endpoints?: number;
    nodes?: number;
    jobs?: number;
    labeling?: number;
    resources?: number;
    events?: number;
  };
  collection: {
    /** End of the newest window collected; null when nothing was collected yet. */
    collectedAt: number | null;
    sources: { current: number; total: number };
    /** What cannot be read or is behind: the loudest first. */
    troubles: readonly { word: 'denied' | 'throttled' | 'late' | 'failed'; count: number; since: number }[];
    callsToday: number;
    spentTodayUsd: number;
    budgetTodayUsd: number | null;
  };
  isDemo: boolean;
  now: number;
};
