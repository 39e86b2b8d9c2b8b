/** As app/layout ends the title of every page. */
const named = ' · Trailwatch';

/**
 * Puts a count before the document's title, "(3) Alerts · Trailwatch", whichever title the router gives it; nothing at 0, or where none was read.
 * A page that was cleared has a title of its own. @returns what takes it back
 */
export function countInTitle(count: number | null): () => void {
  if (count === null || count === 0) return () => {};
  let [bare, counted] = ['', ''];
  const write = (): void => {
    if (document.title === counted || !document.title.endsWith(named)) return;
    bare = document.title;
    counted = `(${count}) ${bare}`;
    document.title = counted;
  };
  write();
  const observer = new MutationObserver(write);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => {
    observer.disconnect();
    if (document.title === counted && counted !== '') document.title = bare;
  };
}
