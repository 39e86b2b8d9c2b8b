/** What people are told of. `again`: back after it had ended; `reminder`: nobody acknowledged it yet; `gone`: what it is about is no more. */
export const toldSteps = {
  fired: { word: 'Alert', isOver: false },
  again: { word: 'Back', isOver: false },
  reminder: { word: 'Still open', isOver: false },
  resolved: { word: 'Resolved', isOver: true },
  gone: { word: 'Gone', isOver: true },
} as const;
export type ToldStep = keyof typeof toldSteps;
