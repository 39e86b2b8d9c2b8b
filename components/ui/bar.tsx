'use client';

// Server components may be streamed piece by piece, and React parts a picture with style=, which the CSP blocks; a client component comes whole.
/** A share between 0 and 1 as a bar; the figure must stand beside it. */
export function Bar({ share, label, className = 'text-s1' }: { share: number; label: string; className?: string }) {
  const width = 100 * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  return (
    <svg role="img" aria-label={label} viewBox="0 0 100 6" preserveAspectRatio="none" className={`bar-meter ${className}`}>
      <rect width="100" height="6" fill="var(--raised)" />
      <rect width={width.toFixed(2)} height="6" fill="currentColor" />
    </svg>
  );
}
