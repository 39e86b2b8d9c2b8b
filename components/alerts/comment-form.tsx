'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useId } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { longestComment } from '#lib/alerts/comment.ts';

/** Adds a comment at the end of what happened; a text that could not be posted stays. */
export function CommentForm({ id }: { id: number }) {
  const { isBusy, why, talk } = useDoor();
  const router = useRouter();
  const field = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get('text') ?? '');
    void talk(
      () => askApi({ method: 'POST', path: `/api/v1/alerts/${id}/comments` }, { text }),
      () => {
        form.reset();
        router.refresh();
      },
    );
  };
  return (
    <form
      aria-label="Comment"
      method="post"
      className="mt-2 grid max-w-prose gap-2 text-12 [&>[role=alert]:empty]:absolute"
      onSubmit={submit}
    >
      <label htmlFor={field} className="sr-only">
        Your comment
      </label>
      <textarea
        id={field}
        name="text"
        className="field"
        placeholder="Add what you found or did"
        required
        rows={2}
        maxLength={longestComment}
      />
      <Problem why={why} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={isBusy}>
          Comment
        </Button>
        <span className="text-ink-3">It stays: nobody can change or delete it.</span>
      </div>
    </form>
  );
}
