/** The parts of a path as they were before they became a URL. */
export const decoded = <Params extends Record<string, string>>(params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, part]) => [name, decodeURIComponent(part)])) as Params;
