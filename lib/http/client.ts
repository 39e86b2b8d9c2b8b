/** Where server.ts puts the address that a request came from; a client's own header of this name is overwritten. */
export const clientHeader = 'x-trailwatch-client';

/** The address that a request came from, as the socket knows it. */
export const clientOf = (request: Request): string => request.headers.get(clientHeader) ?? '';

export const isLoopback = (request: Request): boolean => /^(127\.\d+\.\d+\.\d+|::1)$/.test(clientOf(request));
