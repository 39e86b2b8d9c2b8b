import type { ComponentProps } from 'react';

export type LinkProps = ComponentProps<'a'> & {
  href: string;
  /** false: the page stays scrolled where it is. */
  scroll?: boolean;
};

/**
 * A link within the console: a plain anchor, which one listener of the shell follows without loading everything anew. Hundreds of them
 * on a page cost nothing to wake up; nothing is fetched before it is followed.
 */
export const Link = ({ className = 'link', scroll = true, ...rest }: LinkProps) => (
  <a className={className} data-follow={scroll ? 'top' : 'here'} {...rest} />
);
