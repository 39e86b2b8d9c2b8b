/** Moves the focus to the first link of the next or previous table row; false where the page has none. */
export function moveRow(direction: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-keys="rows"] tbody tr')].flatMap(
    (row) => row.querySelector<HTMLElement>('a[href]') ?? [],
  );
  if (links.length === 0) return false;
  const row = document.activeElement?.closest('tr');
  const here = links.findIndex((link) => link.closest('tr') === row);
  const next = here < 0 ? (direction === 1 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + direction));
  links[next]?.focus();
  return true;
}
