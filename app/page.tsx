import { redirect } from 'next/navigation';
import { paths } from '#lib/catalog/paths.ts';

export default function Home(): never {
  redirect(paths.board('all'));
}
