/** What a channel makes of a message: a POST. */
export type ChannelRequest = { url: string; headers: Readonly<Record<string, string>>; body: string };

/** Where a channel is, with what lets one in. */
export type Receiver = { url: string; secret: string };

export const jsonRequest = (url: string, value: unknown, headers: Readonly<Record<string, string>> = {}): ChannelRequest => ({
  url,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
