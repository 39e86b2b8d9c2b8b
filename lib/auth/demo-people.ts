import type { RoleId } from '../catalog/roles.ts';

type DemoPerson = { id: `demo:${string}`; name: string; email: string; role: RoleId; teams: readonly string[] };

/** Who a newcomer can be with one click, as long as the demo account stands in for AWS on this machine alone. */
export const demoPeople: readonly DemoPerson[] = [
  { id: 'demo:ada', name: 'Ada Administrator', email: 'ada@demo.invalid', role: 'administrator', teams: [] },
  { id: 'demo:omar', name: 'Omar Operator', email: 'omar@demo.invalid', role: 'operator', teams: [] },
  { id: 'demo:mia', name: 'Mia Member', email: 'mia@demo.invalid', role: 'member', teams: ['search'] },
  { id: 'demo:audrey', name: 'Audrey Auditor', email: 'audrey@demo.invalid', role: 'auditor', teams: [] },
];

/** The launcher sets it where trailwatch.yaml names no accounts and the console listens on loopback alone. */
export const isDemoOpen = (environment: Record<string, string | undefined>): boolean =>
  environment.TRAILWATCH_DEMO_PEOPLE === '1';
