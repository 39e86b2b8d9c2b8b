import type { FilterChip, FilterField } from '#components/ui/filter-bar.tsx';
import { type AuditFilter, auditFieldNames, auditFields, excludedName, mfaValues, sessionFields } from '#lib/audit/filter.ts';

/** What is typed or chosen over the events; everything else is chosen in the column beside them. */
export const eventFields = [
  { name: 'on', label: 'on', placeholder: 'on: resource, role, key …' },
  { name: 'q', label: 'holds', placeholder: 'type what you look for' },
  { name: 'key', label: auditFields.key.label, placeholder: 'access key' },
  { name: 'mfa', label: auditFields.mfa.label, options: mfaValues.map((value) => ({ value })) },
] as const satisfies readonly FilterField[];

const isField = (name: string): boolean => eventFields.some((field) => field.name === name);

/** What the filter asks for that neither a field nor the column shows, and all that it leaves out. */
export const chipsOf = ({ values, excluded }: AuditFilter): FilterChip[] => [
  ...sessionFields
    .filter((field) => !isField(field))
    .flatMap((field) =>
      (values[field] ?? []).map((value) => ({ name: field, label: auditFields[field].label, verb: 'is' as const, value })),
    ),
  ...auditFieldNames.flatMap((field) =>
    (excluded[field] ?? []).map((value) => ({
      ...{ name: excludedName(field), label: auditFields[field].label },
      ...{ verb: 'is not' as const, value },
    })),
  ),
];
