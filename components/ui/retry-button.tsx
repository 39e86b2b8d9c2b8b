'use client';

import { useRouter } from 'next/navigation';

/** Reads the page again; whatever else stands on it stays. */
export function RetryButton({ label = 'Try again' }: { label?: string }) {
  const router = useRouter();
  return (
    <button type="button" className="button" onClick={() => router.refresh()}>
      {label}
    </button>
  );
}
