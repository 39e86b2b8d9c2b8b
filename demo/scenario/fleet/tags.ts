import type { CallContext, Place, Tag } from '../types.ts';
import { exists } from './operations/endpoint.ts';
import { findComponent, findConfiguration, findModel } from './operations/sagemaker.ts';
import { tagsOfSpec } from './owners.ts';
import type { Roll } from './roll.ts';
import type { EndpointSpec } from './spec.ts';

type Wanted = { roll: Roll; context: CallContext; name: string };
const owners: Readonly<Record<string, (wanted: Wanted) => EndpointSpec | undefined>> = {
  endpoint: ({ roll, context, name }) => {
    const spec = roll.endpoint(context, name);
    return spec && exists(spec, context.now) ? spec : undefined;
  },
  'endpoint-config': ({ roll, context, name }) => findConfiguration(roll, context, name)?.spec,
  model: ({ roll, context, name }) => findModel(roll, context, name)?.spec,
  'inference-component': ({ roll, context, name }) => findComponent(roll, context, name)?.spec,
};

/** Tags of an endpoint, configuration, model or inference component of the fleet; undefined: not of the fleet. */
export function tagsOf(roll: Roll, place: Place, arn: string, now: number): readonly Tag[] | undefined {
  const match = /^arn:aws:sagemaker:([^:]*):([^:]*):([a-z-]+)\/(.+)$/.exec(arn);
  if (!match || match[1] !== place.region || match[2] !== place.account) return undefined;
  const [, , , kind = '', name = ''] = match;
  const found = owners[kind]?.({ roll, context: { ...place, now } as CallContext, name });
  return found && found.createdAt - 300_000 <= now ? tagsOfSpec(found) : undefined;
}
