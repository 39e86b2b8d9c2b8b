import { can, type Permission } from '../catalog/roles.ts';
import { TrailwatchError } from '../errors.ts';
import { requireFresh } from './door.ts';
import { requireViewerOf, type Viewer } from './viewer.ts';

/**
 * Who may do a grave thing, having signed in lately.
 * @throws TrailwatchError `signed_out`, `denied`
 */
export async function requireGrave(request: Request, permission: Permission): Promise<Viewer> {
  const viewer = await requireViewerOf(request);
  if (!can(viewer.role, permission)) throw new TrailwatchError('denied', 'Your role may not do this.');
  requireFresh(viewer);
  return viewer;
}
