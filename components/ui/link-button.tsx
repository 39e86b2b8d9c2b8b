import { Link, type LinkProps } from './link.tsx';

/** A link that looks like a button. */
export const LinkButton = ({ className = '', ...rest }: LinkProps) => (
  <Link className={`button ${className}`} data-kind="plain" {...rest} />
);
