import { longWords, words } from '#lib/api/fields.ts';
import {
  type AuditFilter,
  auditFieldNames,
  auditFields,
  auditParameters,
  excludedName,
  parseAuditFilter,
} from '#lib/audit/filter.ts';

const fields = Object.fromEntries(
  auditFieldNames.flatMap((field) => {
    const values = field === 'agent' ? longWords : words;
    return [
      [field, values.describe(`${auditFields[field].label}: one of these`)],
      [excludedName(field), values.describe(`${auditFields[field].label}: none of these`)],
    ];
  }),
) as Record<Exclude<(typeof auditParameters)[number], 'on' | 'q'>, typeof words>;

/** Every parameter by which events are asked for. */
export const auditFilters = {
  ...fields,
  on: words.describe('Text that a target’s name must hold'),
  q: words.describe('Text that the sentence of an event must hold: who, action, target, error'),
};

export const filterIn = (query: Readonly<Record<(typeof auditParameters)[number], string[]>>): AuditFilter =>
  parseAuditFilter(Object.fromEntries(auditParameters.map((name) => [name, query[name]])));
