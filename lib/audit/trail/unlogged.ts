/** GetEventSelectors' answer; null: it could not be asked for. */
type Selecting = { selectors: { basic?: unknown[]; advanced?: unknown[] } | null };

type Loose = Record<string, unknown>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The SageMaker data events that a trail may log, and what they would tell. */
const dataEvents: Readonly<Record<string, string>> = {
  'AWS::SageMaker::Endpoint': 'who invoked endpoints',
  'AWS::SageMaker::FeatureGroup': 'who read and wrote features',
};

type Selected = { hasManagement: boolean; readWrite: string; excluded: string[]; types: Set<string> };

function advanced(selectors: readonly unknown[]): Selected {
  const found: Selected = { hasManagement: false, readWrite: 'All', excluded: [], types: new Set() };
  for (const selector of selectors.filter(isObject)) {
    const fields = listOf(selector.FieldSelectors).filter(isObject);
    const equals = (name: string): string[] =>
      fields.filter(({ Field }) => Field === name).flatMap(({ Equals }) => listOf(Equals).map(String));
    for (const type of equals('resources.type')) found.types.add(type);
    if (!equals('eventCategory').includes('Management')) continue;
    found.hasManagement = true;
    const [readOnly] = equals('readOnly');
    if (readOnly !== undefined) found.readWrite = readOnly === 'true' ? 'ReadOnly' : 'WriteOnly';
    const isSource = ({ Field }: Loose): boolean => Field === 'eventSource';
    found.excluded.push(...fields.filter(isSource).flatMap(({ NotEquals }) => listOf(NotEquals).map(String)));
  }
  return found;
}

function basic(selectors: readonly unknown[]): Selected {
  const all = selectors.filter(isObject);
  const management = all.filter(({ IncludeManagementEvents }) => IncludeManagementEvents === true);
  return {
    hasManagement: management.length > 0,
    readWrite: String(management[0]?.ReadWriteType ?? 'All'),
    excluded: management.flatMap(({ ExcludeManagementEventSources }) => listOf(ExcludeManagementEventSources).map(String)),
    types: new Set(
      all.flatMap(({ DataResources }) =>
        listOf(DataResources)
          .filter(isObject)
          .map(({ Type }) => String(Type)),
      ),
    ),
  };
}

const selectedBy = ({ advanced: rich, basic: plain }: NonNullable<Selecting['selectors']>): Selected =>
  listOf(rich).length > 0 ? advanced(listOf(rich)) : basic(listOf(plain));

/** Whether a trail logs management events that change something, as far as is known. */
export function logsChanges({ selectors }: Selecting): boolean {
  if (selectors === null) return false;
  const { hasManagement, readWrite } = selectedBy(selectors);
  return hasManagement && readWrite !== 'ReadOnly';
}

/** What a trail leaves out, in words; nothing can be said of one whose selectors could not be asked for. */
export function unlogged({ selectors, isMultiRegion, region }: Selecting & { isMultiRegion: boolean; region: string }): string[] {
  const scope = isMultiRegion ? [] : [`Regions other than ${region}`];
  if (selectors === null) return [...scope, 'what it selects is not known'];
  const { hasManagement, readWrite, excluded, types } = selectedBy(selectors);
  const management = hasManagement
    ? readWrite === 'WriteOnly'
      ? ['management events that only read']
      : readWrite === 'ReadOnly'
        ? ['management events that change something']
        : []
    : ['management events'];
  const data = Object.entries(dataEvents).flatMap(([type, what]) => (types.has(type) ? [] : [what]));
  return [...scope, ...management, ...excluded.map((source) => `events of ${source}`), ...data];
}
