'use client';

import { askApi } from '#components/api/ask-api.ts';
import { Menu } from '#components/shell/menu.tsx';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import type { Assignee } from '#lib/queries/assignees.ts';

export type AssignProps = { id: number; assignee: Assignee | null; me: string; people: readonly Assignee[] };

/** Whose the alert is, and to whom it can be given: to oneself with one click. */
export function Assign({ id, assignee, me, people }: AssignProps) {
  const { isBusy, why, talk } = useDoor();
  const path = `/api/v1/alerts/${id}/assignment`;
  const give = (person: string | null) =>
    void talk(
      () => (person === null ? askApi({ method: 'DELETE', path }, null) : askApi({ method: 'PUT', path }, { person })),
      () => window.location.reload(),
    );
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-2 md:-my-[3px]">
      <span className="min-w-0 [overflow-wrap:anywhere]">{assignee?.name ?? 'nobody'}</span>
      {assignee?.id !== me && people.some((one) => one.id === me) && (
        <Button disabled={isBusy} onClick={() => give(me)}>
          Assign to me
        </Button>
      )}
      <Menu label="Assign…" trigger="Assign…">
        {people.map(({ id: person, name }) => (
          <button
            key={person}
            type="button"
            className="menu-item w-full"
            aria-current={person === assignee?.id ? 'true' : undefined}
            disabled={isBusy || person === assignee?.id}
            onClick={() => give(person)}
          >
            {name}
          </button>
        ))}
        <button type="button" className="menu-item w-full" disabled={isBusy || assignee === null} onClick={() => give(null)}>
          Nobody
        </button>
      </Menu>
      <Problem why={why} />
    </span>
  );
}
