import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth/adapters';
import { hashToken } from './tokens.ts';

type MakeAdapter = (options: BetterAuthOptions) => DBAdapter<BetterAuthOptions>;
type Asked = { model: string; where: Where[] };

const hashed = (value: Where['value']): Where['value'] => (typeof value === 'string' ? hashToken(value) : value);

const sealed = <T extends Asked>(asked: T): T =>
  asked.model === 'session'
    ? { ...asked, where: asked.where.map((one) => (one.field === 'token' ? { ...one, value: hashed(one.value) } : one)) }
    : asked;

/** A row that was found by its token carries the token again: Better Auth puts it into the cookie. */
const opened = <T>(row: T, { model, where }: Asked): T => {
  const token = where.find(({ field }) => field === 'token')?.value;
  return model === 'session' && row && typeof token === 'string' ? { ...row, token } : row;
};

const overHashes = <A extends DBTransactionAdapter>(adapter: A): A => ({
  ...adapter,
  create: async (row: Parameters<A['create']>[0]) => {
    const { token } = row.data as { token?: string };
    if (row.model !== 'session' || token === undefined) return adapter.create(row);
    const made = await adapter.create({ ...row, data: { ...row.data, token: hashToken(token) } });
    return { ...made, token };
  },
  findOne: async (asked: Asked) => opened(await adapter.findOne(sealed(asked)), asked),
  findMany: (asked: Partial<Asked> & { model: string }) => adapter.findMany(sealed({ where: [], ...asked })),
  count: (asked: Partial<Asked> & { model: string }) => adapter.count(sealed({ where: [], ...asked })),
  update: async (asked: Asked & { update: Record<string, unknown> }) => opened(await adapter.update(sealed(asked)), asked),
  updateMany: (asked: Asked & { update: Record<string, unknown> }) => adapter.updateMany(sealed(asked)),
  delete: (asked: Asked) => adapter.delete(sealed(asked)),
  deleteMany: (asked: Asked) => adapter.deleteMany(sealed(asked)),
  consumeOne: async (asked: Asked) => opened(await adapter.consumeOne(sealed(asked)), asked),
});

/** An adapter that stores the SHA-256 of a session's token in its place: Better Auth itself would store the token. */
export const hashSessions =
  (make: MakeAdapter): MakeAdapter =>
  (options) => {
    const adapter = make(options);
    return {
      ...overHashes(adapter),
      transaction: (work) => adapter.transaction((inside) => work(overHashes(inside))),
    };
  };
