/** A part of a path as it was before it became a URL. Next hands a title's parts over decoded already: "50%" is then itself. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The parts of a path as they were before they became a URL. */
export const decoded = <Params extends Record<string, string>>(params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, part]) => [name, decodedPart(part)])) as Params;
