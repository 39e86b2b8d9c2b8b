import { hostname } from 'node:os';
import type { Collecting } from '#lib/collect/cycle.ts';
import type { SyslogReceiver } from '#lib/config-log.ts';
import type { JournalRow } from '#lib/journal/row.ts';
import { warnSecurity } from '#lib/security-log.ts';
import { connectLog, type LogConnection, ShipError, type ShipTimes, shipTimes } from '#lib/ship/connection.ts';
import { journalMessage } from '#lib/ship/journal-message.ts';
import { formatMessage, frame, type LogMessage } from '#lib/ship/message.ts';
import { warningMessage } from '#lib/ship/warning-message.ts';
import { boundSecurityWarnings, deleteSecurityWarnings, listSecurityWarnings } from '#lib/store/security-warnings.ts';
import {
  lastRow,
  listUnsent,
  moveShipment,
  noteShipProblem,
  type Shipment,
  setShipmentBack,
  takeShipment,
} from '#lib/store/shipments.ts';
import { transaction } from '#lib/store/transaction.ts';

type Plan = Pick<Collecting, 'db' | 'log' | 'signal'> & {
  receiver: SyslogReceiver;
  times?: ShipTimes;
  waits?: { firstMs: number; longestMs: number };
};

const rowsAtOnce = 500;
const usualWaits = { firstMs: 1000, longestMs: 60_000 };
const host = hostname();
const framed = (messages: readonly LogMessage[]): Buffer => Buffer.concat(messages.map((one) => frame(formatMessage(one))));

/** What was sent cannot be taken back, so that it tells of a journal that was rewritten since. */
function warnUnlessNext({ seq, hash }: Shipment, next: JournalRow | undefined): void {
  if (!next || (next.seq === seq + 1 && [null, next.prevHash].includes(hash))) return;
  warnSecurity('journal', { sentUpTo: seq, row: next.seq }, 'a row of the journal does not follow the last that was sent');
}

/**
 * Sends the journal, row by row in its order, and the processes' security warnings to the log server: at least once each. How far it went is
 * moved only after a batch was flushed and the connection stood, in the transaction that keeps other workers from sending.
 */
export function createShipper({ db, log, signal, receiver, times = shipTimes, waits = usualWaits }: Plan) {
  let connection: LogConnection | null = null;
  let wait = { ms: 0, until: 0 };
  let told: string | null = null;
  let isCut = false;
  /** How far the journal had been sent before each batch of this connection's last minute. */
  let recent: { before: Shipment; at: number }[] = [];

  const send = async (messages: readonly LogMessage[]): Promise<void> => {
    if (!connection?.isOpen()) connection = await connectLog(receiver, times);
    await connection.send(framed(messages));
  };

  const warnWhenCut = ({ seq }: Shipment, last: number): void => {
    if (last < seq && !isCut) {
      warnSecurity('journal', { sentUpTo: seq, lastRow: last }, 'the journal ends before rows that were sent');
    }
    isCut = last < seq;
  };

  /** @returns whether more may wait */
  const sendRows = (): Promise<boolean> =>
    transaction(db, async (client) => {
      const sent = await takeShipment(client);
      if (sent === null) return false;
      const rows = await listUnsent(client, sent.seq, rowsAtOnce);
      const end = rows.at(-1);
      if (end === undefined) {
        warnWhenCut(sent, await lastRow(client));
        return false;
      }
      await send(rows.map((row) => journalMessage(row, host)));
      warnUnlessNext(sent, rows[0]);
      const since = performance.now() - times.again;
      recent = [...recent.filter(({ at }) => at > since), { before: sent, at: performance.now() }];
      await moveShipment(client, end, new Date());
      return rows.length === rowsAtOnce;
    });

  const sendWarnings = (): Promise<boolean> =>
    transaction(db, async (client) => {
      if ((await takeShipment(client)) === null) return false;
      const warnings = await listSecurityWarnings(client, rowsAtOnce);
      if (warnings.length === 0) return false;
      await send(warnings.map((one) => warningMessage(one, host)));
      await deleteSecurityWarnings(
        client,
        warnings.map(({ id }) => id),
      );
      return warnings.length === rowsAtOnce;
    });

  const disconnected = async (): Promise<void> => {
    connection = null;
    const since = performance.now() - times.again;
    const doubtful = recent.find(({ at }) => at > since);
    recent = [];
    if (doubtful) await setShipmentBack(db, doubtful.before);
  };

  const failed = async (error: ShipError): Promise<void> => {
    await disconnected();
    wait = { ms: Math.min(waits.longestMs, Math.max(waits.firstMs, wait.ms * 2)), until: 0 };
    wait.until = performance.now() + wait.ms;
    const problem = `${receiver.host}:${receiver.port}: ${error.message}`;
    if (told !== problem) log.warn({ problem }, 'the journal cannot be sent to the log server; it is tried again');
    told = problem;
    await noteShipProblem(db, problem, new Date());
    const dropped = await boundSecurityWarnings(db);
    if (dropped > 0) log.warn({ dropped }, 'security warnings were dropped: too many wait for the log server');
  };

  return {
    /** Sends all that waits, unless it is too early after a failure. */
    async round(): Promise<void> {
      if (performance.now() < wait.until) return;
      try {
        if (connection && !connection.isOpen()) await disconnected();
        for (let more = true; more && !signal.aborted; ) more = await sendRows();
        for (let more = true; more && !signal.aborted; ) more = await sendWarnings();
      } catch (error) {
        if (!(error instanceof ShipError)) throw error;
        return failed(error);
      }
      wait = { ms: 0, until: 0 };
      if (told === null) return;
      log.info('the journal can be sent to the log server again');
      told = null;
      await noteShipProblem(db, null, new Date());
    },
    close: () => connection?.close(),
  };
}
