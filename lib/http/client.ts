/** Where the web server puts the address that a request came from; a client's own header of this name is overwritten. */
export const clientHeader = 'x-trailwatch-client';

/** Where it puts the path and query that were asked for, for who has to sign in first. */
export const pathHeader = 'x-trailwatch-path';

/** The address that a request came from, as the socket knows it. */
export const clientOf = (request: Request): string => request.headers.get(clientHeader) ?? '';

export const isLoopback = (request: Request): boolean => /^(127\.\d+\.\d+\.\d+|::1)$/.test(clientOf(request));
