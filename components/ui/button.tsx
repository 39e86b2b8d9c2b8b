import type { ComponentProps } from 'react';

/** A plain button of the console. */
export const Button = ({ className = '', ...rest }: ComponentProps<'button'>) => (
  <button type="button" className={`button ${className}`} data-kind="plain" {...rest} />
);
