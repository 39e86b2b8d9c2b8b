import {
  Bell,
  BookLock,
  Boxes,
  FileQuestion,
  Footprints,
  LayoutList,
  type LucideIcon,
  Play,
  Radar,
  RadioTower,
  RefreshCw,
  ScrollText,
  Server,
  ShieldCheck,
  Tags,
  UserRoundCog,
  UsersRound,
} from 'lucide-react';

const icons: Record<string, LucideIcon> = {
  board: LayoutList,
  alerts: Bell,
  endpoints: RadioTower,
  nodes: Server,
  jobs: Play,
  workforce: Tags,
  resources: Boxes,
  audit: ScrollText,
  activity: Footprints,
  integrity: ShieldCheck,
  detections: Radar,
  unexplained: FileQuestion,
  journal: BookLock,
  people: UserRoundCog,
  teams: UsersRound,
  runs: RefreshCw,
};

export function SectionIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? LayoutList;
  return <Icon size={15} strokeWidth={1.6} aria-hidden="true" className="shrink-0" />;
}

/** A trail that climbs: the mark of the product. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 16" width="20" height="16" fill="none" aria-hidden="true">
      <path d="M1 12.5h5.5v-4h5v-4H15" stroke="var(--text)" strokeWidth="2" strokeLinejoin="round" />
      <circle cx="17.4" cy="4.4" r="1.9" fill="var(--degraded)" />
      <path d="M1 15.4h9" stroke="var(--text-3)" strokeDasharray="1.2 1.6" />
    </svg>
  );
}
