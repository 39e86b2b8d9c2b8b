import type { Metadata } from 'next';
import { LinkGate } from '#components/sign-in/link-gate.tsx';

export const metadata: Metadata = { title: 'Invitation' };

export default function InvitationPage() {
  return <LinkGate />;
}
