import { AwsError } from '../aws-error.ts';
import type { EngineOperation } from '../engine.ts';
import type { Operation, Scenario } from '../scenario/types.ts';
import { accountOperations } from './account/operations.ts';
import { operations as cloudtrailOperations } from './cloudtrail/operations.ts';
import { cloudwatchOperations } from './cloudwatch/operations.ts';
import { operations as logsOperations } from './logs/operations.ts';
import { organizationsOperations } from './organizations/operations.ts';
import { s3Operations } from './s3/operations.ts';
import { searchOperations } from './search/operations.ts';
import { stsOperations } from './sts/operations.ts';
import { taggingOperations } from './tagging/operations.ts';

export type Registry = ReadonlyMap<string, EngineOperation>;

const serviceOperations: Readonly<Record<string, EngineOperation>> = {
  ...accountOperations,
  ...cloudwatchOperations,
  ...cloudtrailOperations,
  ...logsOperations,
  ...organizationsOperations,
  ...s3Operations,
  ...searchOperations,
  ...stsOperations,
  ...taggingOperations,
};

/** Every operation that the account answers, by "service.Operation": the services' own and those of the scenario's parts. */
export function registryOf(scenario: Scenario): Registry {
  const registry = new Map<string, EngineOperation>(Object.entries(serviceOperations));
  const parts = new Map<string, Operation[]>();
  for (const part of scenario.parts) {
    for (const [name, operation] of Object.entries(part.operations)) parts.set(name, [...(parts.get(name) ?? []), operation]);
  }
  for (const [name, operations] of parts) registry.set(name, firstThatFinds(operations));
  return registry;
}

/** Parts that share an operation (ListTags) each know their own resources alone. */
function firstThatFinds(operations: readonly Operation[]): Operation {
  const [only] = operations;
  if (only && operations.length === 1) return only;
  return (input, context) => {
    let notFound: unknown;
    for (const operation of operations) {
      try {
        return operation(input, context);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        notFound ??= error;
      }
    }
    throw notFound;
  };
}

const isNotFound = (error: unknown): boolean =>
  error instanceof AwsError && (error.code === 'ResourceNotFound' || /^Could not find/.test(error.message));
