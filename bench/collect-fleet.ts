import { demoConfig } from '#demo/config-file.ts';
import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import type { EndpointSpec } from '#demo/scenario/fleet/spec.ts';
import type { Scenario } from '#demo/scenario/types.ts';
import { configurationOf } from '#lib/collect/configuration.ts';
import { firstLook } from '#lib/collect/inventory/inventory.ts';
import { parseConfig } from '#lib/config.ts';
import { setCursor } from '#lib/store/cursors.ts';
import { type SeenResource, saveResources } from '#lib/store/resources.ts';
import { saveTeams } from '#lib/store/teams.ts';
import { type Db, transaction } from '#lib/store/transaction.ts';
import { decideTeam } from '#lib/teams/attribution.ts';

/** Plain endpoints have 24 series of the catalogue each: as many as 10,000 endpoints of 12. */
export const fleetOptions = { seed: 'bench', scale: { endpoints: 5_000, isPlain: true } };
export const seriesInAll = 120_000;

const config = parseConfig(demoConfig(), 'demo.yaml');
const savedAtOnce = 500;

type Answer = Record<string, unknown>;
type Kind = 'endpoint' | 'endpoint_config' | 'model';
const described: Readonly<Record<Kind, { operation: string; name: string; arn: string }>> = {
  endpoint: { operation: 'DescribeEndpoint', name: 'EndpointName', arn: 'EndpointArn' },
  endpoint_config: { operation: 'DescribeEndpointConfig', name: 'EndpointConfigName', arn: 'EndpointConfigArn' },
  model: { operation: 'DescribeModel', name: 'ModelName', arn: 'ModelArn' },
};

/** As the SDK gives it and the inventory stores it: instants as ISO text. */
const plain = (answer: Answer): Answer =>
  JSON.parse(
    JSON.stringify(answer, (key, value) =>
      key.endsWith('Time') && typeof value === 'number' ? new Date(value * 1000).toISOString() : value,
    ),
  );

/** An endpoint with the configuration and the model that it runs, as DescribeEndpoint and its like tell of them. */
function seenOf(scenario: Scenario, spec: EndpointSpec, now: number): SeenResource[] {
  const look = (kind: Kind, value: unknown): { row: SeenResource; answer: Answer } => {
    const { operation, name, arn } = described[kind];
    const call = scenario.parts[0]?.operations[`sagemaker.${operation}`];
    const context = { account: spec.account, region: spec.region, now, scenario };
    const answer = plain(call?.({ [name]: value }, context) ?? {});
    const tags = { team: spec.team ?? 'unowned' };
    const createdAt = new Date(String(answer.CreationTime));
    const row = {
      ...{ kind, name: String(answer[name]), arn: String(answer[arn]), description: answer, tags, parent: null },
      ...{ status: kind === 'endpoint' ? String(answer.EndpointStatus) : null, createdAt, endedAt: null, changedAt: createdAt },
      ...decideTeam({ kind, name: String(answer[name]), tags }, config.teams),
      ...configurationOf(kind, answer),
    };
    return { row, answer };
  };
  const endpoint = look('endpoint', spec.name);
  const configuration = look('endpoint_config', endpoint.answer.EndpointConfigName);
  const [variant] = configuration.answer.ProductionVariants as readonly { ModelName?: string }[];
  const models = variant?.ModelName ? [look('model', variant.ModelName)] : [];
  return [endpoint, configuration, ...models].map(({ row }) => row);
}

/** Puts the scenario's endpoints into the inventory as if they had just been looked at, in every place. */
export async function seedFleet(db: Db, now: number): Promise<void> {
  const scenario = compose(fleetOptions);
  const specs = rollOf(fleetOptions.scale, fleetOptions.seed).all;
  const at = new Date(now);
  for (const specsHere of Map.groupBy(specs, ({ account, region }) => `${account} ${region}`).values()) {
    const [{ account, region } = { account: '', region: '' }] = specsHere;
    const place = { account, region };
    for (let from = 0; from < specsHere.length; from += savedAtOnce) {
      const seen = specsHere.slice(from, from + savedAtOnce).flatMap((spec) => seenOf(scenario, spec, now));
      const teams = seen.map(({ team }) => team);
      await transaction(db, async (client) => {
        await saveTeams(client, teams, at);
        await saveResources(client, place, seen, at);
      });
    }
    await setCursor(db.pool, { ...place, ...firstLook }, { at: now }, at);
  }
}
