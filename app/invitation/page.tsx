import type { Metadata } from 'next';
import { LinkPage } from '../link-page.tsx';

export const metadata: Metadata = { title: 'Invitation' };

export default LinkPage;
