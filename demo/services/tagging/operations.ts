import type { Operation } from '../../scenario/types.ts';
import { getResources } from './get-resources.ts';

export const taggingOperations: Record<string, Operation> = { 'tagging.GetResources': getResources };
