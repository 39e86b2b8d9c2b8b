import { flagAt, isObject, type Loose, lastPart, textAt } from '../text.ts';
import { example } from './example.ts';
import { type StatelessRule, textOf } from './rule.ts';

const maxSelectors = 100;
const listAt = (from: Loose, key: string): Loose[] => {
  const value = from[key];
  return Array.isArray(value) ? value.slice(0, maxSelectors).filter(isObject) : [];
};
const nameOf = (arnOrName: string | null): string | null => arnOrName && lastPart(arnOrName);

/** What a basic selector leaves out of the management events. */
function leftOut(selector: Loose): string[] {
  const kind = textAt(selector, 'readWriteType');
  const excluded = selector.excludeManagementEventSources;
  return [
    ...(flagAt(selector, 'includeManagementEvents') === false ? ['management events'] : []),
    ...(kind && kind !== 'All' ? [kind === 'ReadOnly' ? 'writes' : 'reads'] : []),
    ...(Array.isArray(excluded)
      ? excluded.slice(0, 10).flatMap((one) => (typeof one === 'string' ? [one.slice(0, 64)] : []))
      : []),
  ];
}

const isManagement = (selector: Loose): boolean =>
  listAt(selector, 'fieldSelectors').some(
    (field) => textAt(field, 'field') === 'eventCategory' && Array.isArray(field.equals) && field.equals.includes('Management'),
  );

/** An advanced selector of management events is narrow as soon as it asks for anything beside the category. */
function leftOutByAdvanced(selectors: readonly Loose[]): string[] {
  const management = selectors.filter(isManagement);
  if (management.length === 0) return ['management events'];
  if (management.some((selector) => listAt(selector, 'fieldSelectors').length === 1)) return [];
  return [
    ...new Set(management.flatMap((selector) => listAt(selector, 'fieldSelectors').map((field) => textAt(field, 'field') ?? ''))),
  ]
    .filter((field) => field !== 'eventCategory')
    .map((field) => `some by ${field}`);
}

const switches = {
  isMultiRegionTrail: 'other Regions',
  includeGlobalServiceEvents: 'global services',
  enableLogFileValidation: 'digests',
  enableLogFileDigestValidation: 'digests',
  isOrganizationTrail: 'the other accounts of the organization',
} as const;

function switchedOff(request: Loose): string[] {
  const off = Object.entries(switches).flatMap(([key, words]) => (flagAt(request, key) === false ? [words] : []));
  return request.kmsKeyId === '' ? [...off, 'its encryption key'] : off;
}

const trail = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization-trail';

export const trailRules = {
  trail_stopped: {
    title: 'A trail was stopped or deleted',
    severity: 'critical',
    why: 'From then on nothing that happens is delivered: whatever follows leaves no evidence in the bucket.',
    mend: 'Start it again, then read Event history from this moment on: it keeps 90 days whatever the trail does.',
    on: ['cloudtrail.amazonaws.com:StopLogging', 'cloudtrail.amazonaws.com:DeleteTrail'],
    isAttempt: true,
    judge: ({ request }) => ({ object: nameOf(textAt(request, 'name')), found: {} }),
    says: () => '',
    examples: {
      fires: [example('cloudtrail', 'StopLogging', { request: { name: trail } })],
      passes: [example('cloudtrail', 'StartLogging', { request: { name: trail } })],
    },
  },
  trail_narrowed: {
    title: 'A trail logs less than before',
    severity: 'high',
    why: 'What a trail leaves out cannot be asked for later, and nobody notices what is missing.',
    mend: 'Put back what was left out, or write down who decided it and why.',
    on: ['cloudtrail.amazonaws.com:UpdateTrail', 'cloudtrail.amazonaws.com:PutEventSelectors'],
    judge: ({ event, request }) => {
      const advanced = listAt(request, 'advancedEventSelectors');
      const basic = listAt(request, 'eventSelectors');
      // Two basic selectors are read together: what one leaves out, another may log.
      const each = basic.map(leftOut);
      const out =
        event.eventName === 'UpdateTrail'
          ? switchedOff(request)
          : advanced.length > 0
            ? leftOutByAdvanced(advanced)
            : each.some((list) => list.length === 0)
              ? []
              : [...new Set(each.flat())];
      const moved = event.eventName === 'UpdateTrail' ? textAt(request, 's3BucketName') : null;
      if (out.length === 0 && !moved) return null;
      const object = nameOf(textAt(request, 'name') ?? textAt(request, 'trailName'));
      return {
        object,
        found: { without: out, ...(moved ? { bucket: moved } : {}) },
        ...(out.length === 0 ? { severity: 'medium' as const } : {}),
      };
    },
    says: (found) =>
      [
        textOf(found, 'without') && `without ${textOf(found, 'without')}`,
        found.bucket && `into bucket ${textOf(found, 'bucket')}`,
      ]
        .filter(Boolean)
        .join(', '),
    examples: {
      fires: [
        example('cloudtrail', 'PutEventSelectors', {
          request: {
            trailName: 'organization-trail',
            eventSelectors: [{ readWriteType: 'WriteOnly', includeManagementEvents: true, dataResources: [] }],
          },
        }),
      ],
      passes: [
        example('cloudtrail', 'PutEventSelectors', {
          request: {
            trailName: 'organization-trail',
            eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true, dataResources: [] }],
          },
        }),
      ],
    },
  },
} as const satisfies Record<string, StatelessRule>;
