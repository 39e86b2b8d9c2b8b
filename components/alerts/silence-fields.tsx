import { type ReactNode, useId } from 'react';

/** Which field the API refused, and why; null: none, or none of them in particular. */
export type Refusal = { field: string; why: string } | null;

type Field = { id: string; name: string; className: string; 'aria-invalid'?: true; 'aria-describedby'?: string };
type LabelledProps = {
  name: string;
  label: string;
  hint?: string;
  refusal: Refusal;
  children: (field: Field) => ReactNode;
};

/** A field with its label over it and what is wrong with it under it, which screen readers say as it appears. */
export function Labelled({ name, label, hint, refusal, children }: LabelledProps) {
  const id = useId();
  const isRefused = refusal?.field === name;
  const notes = [hint !== undefined && `${id}-hint`, isRefused && `${id}-why`].filter(Boolean).join(' ');
  return (
    <div className="door-field">
      <label htmlFor={id}>{label}</label>
      {children({
        ...{ id, name, className: 'field' },
        ...(isRefused && { 'aria-invalid': true }),
        ...(notes !== '' && { 'aria-describedby': notes }),
      })}
      {hint !== undefined && (
        <span id={`${id}-hint`} className="text-ink-3">
          {hint}
        </span>
      )}
      <div role="alert" id={`${id}-why`} className="empty:absolute">
        {isRefused && <p className="door-problem">{refusal.why}</p>}
      </div>
    </div>
  );
}

export type Choice = { value: string; label: string };

type ChoicesProps = { name: string; title: string; none: string; choices: readonly Choice[]; chosen: string | null };

/** Any number of a long list: folded, unless something of it is chosen to begin with, which then stands first. */
export const Choices = ({ name, title, none, choices, chosen }: ChoicesProps) => (
  <details className="text-12" open={chosen !== null}>
    <summary className="min-h-6 content-center text-ink-2">
      {title} <span className="text-ink-3">({none})</span>
    </summary>
    <fieldset className="max-h-40 overflow-y-auto">
      <legend className="sr-only">{title}</legend>
      {choices
        .toSorted((a, b) => Number(b.value === chosen) - Number(a.value === chosen))
        .map(({ value, label }) => (
          <label key={value} className="flex min-h-6 min-w-0 items-center gap-2 max-md:min-h-9">
            <input type="checkbox" name={name} value={value} defaultChecked={value === chosen} />
            <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
          </label>
        ))}
    </fieldset>
  </details>
);
