import type { EngineOperation } from '../../engine.ts';
import { paginate } from '../../paging.ts';
import { optStatusOf, regionNames } from '../../regions.ts';

const listRegions: EngineOperation = (input) => {
  const wanted = Array.isArray(input.RegionOptStatusContains) ? input.RegionOptStatusContains : null;
  const all = regionNames
    .map((name) => ({ RegionName: name, RegionOptStatus: optStatusOf(name) }))
    .filter(({ RegionOptStatus: status }) => wanted === null || wanted.includes(status));
  const { items, nextToken } = paginate({ items: all, input, default: 50, max: 50 });
  return { Regions: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
};

export const accountOperations: Readonly<Record<string, EngineOperation>> = { 'account.ListRegions': listRegions };
