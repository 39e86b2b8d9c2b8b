const longest = 150;

/** A sentence cut at a word when it is longer than a cell should hold; the whole belongs in `title`. */
export const short = (sentence: string): string =>
  sentence.length <= longest ? sentence : `${sentence.slice(0, sentence.lastIndexOf(' ', longest))} …`;
