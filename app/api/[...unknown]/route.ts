/** What asks an API expects no page: an address that does not exist is told in its own words. */
const answer = (): Response =>
  Response.json(
    { type: 'about:blank', title: 'Not Found', status: 404, detail: 'This address does not exist.' },
    { status: 404, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' } },
  );

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
