import { LinkButton } from '#components/ui/link-button.tsx';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 bg-surface p-6 text-center">
      <h1 className="text-18">This page was not found</h1>
      <p className="max-w-[52ch] text-ink-2">
        The address names nothing that Trailwatch has collected for your teams. It may have been mistyped, or the resource was
        never seen.
      </p>
      <LinkButton href="/all">Morning board</LinkButton>
    </main>
  );
}
