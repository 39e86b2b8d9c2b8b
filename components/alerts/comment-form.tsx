'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { askApi } from '#components/api/ask-api.ts';
import { Problem } from '#components/sign-in/field.tsx';
import { useDoor } from '#components/sign-in/use-door.ts';
import { Button } from '#components/ui/button.tsx';
import { longestComment } from '#lib/alerts/comment.ts';

/** Adds a comment at the end of what happened; a text that could not be posted stays. */
export function CommentForm({ id }: { id: number }) {
  const { isBusy, why, talk } = useDoor();
  const [text, setText] = useState('');
  const router = useRouter();
  const field = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void talk(
      () => askApi({ method: 'POST', path: `/api/v1/alerts/${id}/comments` }, { text }),
      () => {
        setText('');
        router.refresh();
      },
    );
  };
  return (
    <form aria-label="Comment" method="post" className="mt-2 grid max-w-prose gap-2 text-12" onSubmit={submit}>
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
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Problem why={why} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={isBusy || text.trim() === ''}>
          Comment
        </Button>
        <span className="text-ink-3">It stays: nobody can change or delete it.</span>
      </div>
    </form>
  );
}
