import type { AuditFilter } from '#lib/audit/filter.ts';
import type { Caller } from '#lib/auth/caller.ts';
import { noteActivityLook } from '#lib/auth/look.ts';
import type { Permission } from '#lib/catalog/roles.ts';
import { judgeWho, type Whom } from '#lib/queries/person-names.ts';

type Asking = { caller: Caller; request: Request; demand: (permission: Permission) => void };

/**
 * Asks for `person.activity` where a filter of events names a person who is not oneself, and journals each look.
 * @returns whose activity the caller may see
 * @throws TrailwatchError `denied`
 */
export async function demandWho({ caller, request, demand }: Asking, filter: AuditFilter): Promise<Whom> {
  const reader = { mayLook: caller.may('person.activity'), email: caller.email };
  const { whom, isDenied, looks } = await judgeWho(caller.scope, filter, reader);
  if (isDenied) demand('person.activity');
  await noteActivityLook(caller, looks, request.headers);
  return whom;
}
