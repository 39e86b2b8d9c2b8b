/** Whether someone is pointing at a chart or drawing a brush: live refresh waits for them. */
const holders = new Set<object>();

export const isBusy = (): boolean => holders.size > 0;
export const setBusy = (holder: object, busy: boolean): void => {
  if (busy) holders.add(holder);
  else holders.delete(holder);
};
