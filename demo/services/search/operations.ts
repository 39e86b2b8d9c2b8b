import type { Operation } from '../../scenario/types.ts';
import { search } from './search.ts';

export const searchOperations: Record<string, Operation> = { 'sagemaker.Search': search };
