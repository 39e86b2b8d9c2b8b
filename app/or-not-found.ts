import { notFound } from 'next/navigation';
import { TrailwatchError } from '#lib/errors.ts';

/** For `.catch`: what a query does not find, or may not show, is the 404 page; everything else stays a failure. */
export const orNotFound = (error: unknown): never => {
  if (error instanceof TrailwatchError && error.code === 'not_found') notFound();
  throw error;
};
