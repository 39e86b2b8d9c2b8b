import type { Metadata } from 'next';
import { LinkGate } from '#components/sign-in/link-gate.tsx';

export const metadata: Metadata = { title: 'Set up' };

export default function SetupPage() {
  return <LinkGate />;
}
