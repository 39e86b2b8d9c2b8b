import { dayMs, hourMs, minuteMs } from './time.ts';

/** How figures, durations and instants are written. Pure: `now` and the zone are parameters. */
export type Figure = { text: string; unit: string };

/** `zone` is "utc", "local" (the zone of the process or browser) or an IANA name. */
export type InstantContext = { zone: string; now: number; seconds?: boolean };

/** Narrow and no-break: a figure never parts at the end of a line. */
const thin = '\u202f';
const digits = 3;
const whole: Readonly<Record<string, true>> = { count: true, calls: true, tasks: true, 'per min': true, events: true, '': true };
const decimals = new Intl.NumberFormat('en', { maximumSignificantDigits: digits, useGrouping: false });

const grouped = (text: string): string => {
  const [integer = '', fraction] = text.split('.');
  const parted = integer.replace(/\B(?=(\d{3})+$)/g, thin);
  return fraction === undefined ? parted : `${parted}.${fraction}`;
};

/**
 * A number as it stands in a table or legend: counts whole and in full, everything else to three significant digits,
 * thousands parted by a narrow space. The unit is returned as it came: scaling it would lie beside an axis.
 */
export function formatFigure(value: number, unit: string): Figure {
  if (!Number.isFinite(value)) return { text: 'cannot tell', unit: '' };
  const full = Math.abs(value) >= 1000 || (whole[unit] === true && Number.isInteger(value));
  const text = full ? String(Math.round(value)) : decimals.format(value);
  return { text: grouped(text === '-0' ? '0' : text), unit };
}

/** "604 ms", "4.1 %", "18 240": a figure in running text. */
export function formatQuantity(value: number, unit: string): string {
  const figure = formatFigure(value, unit);
  return figure.unit === '' || figure.unit === 'count' ? figure.text : `${figure.text} ${figure.unit}`;
}

/** "388 ms", "52 s", "22 min", "1 h 12 min", "1 d 4 h", "9 d": the two largest units that matter. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 1000) return `${Math.round(span)} ms`;
  if (span < minuteMs) return `${Math.floor(span / 1000)} s`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min`;
  if (span < dayMs) return pair(span, hourMs, 'h', minuteMs, 'min');
  return span < 2 * dayMs ? pair(span, dayMs, 'd', hourMs, 'h') : `${Math.floor(span / dayMs)} d`;
}

function pair(span: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((span % large) / small);
  const head = `${Math.floor(span / large)} ${largeUnit}`;
  return rest === 0 ? head : `${head} ${rest} ${smallUnit}`;
}

/** How long ago `at` was; never negative, because clocks of two machines differ. */
export const formatAge = (at: number, now: number): string => formatDuration(Math.max(1000, now - at));

/** What a clock on the wall shows: "2026", "Nov", "9", "Mon", "03", "12", "07". */
export type WallParts = {
  year: string;
  month: string;
  day: string;
  weekday: string;
  hour: string;
  minute: string;
  second: string;
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const timeZone = zone === 'local' ? undefined : zone;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(zone, made);
  return made;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (part: number): string => String(part).padStart(2, '0');

/** UTC needs no time zones, whose tables cost a page some ten milliseconds to load. */
function utcParts(at: number): WallParts {
  const date = new Date(at);
  return {
    year: String(date.getUTCFullYear()),
    month: monthNames[date.getUTCMonth()] ?? '',
    day: String(date.getUTCDate()),
    weekday: weekdays[date.getUTCDay()] ?? '',
    hour: two(date.getUTCHours()),
    minute: two(date.getUTCMinutes()),
    second: two(date.getUTCSeconds()),
  };
}

/** The wall clock of a zone at an instant (epoch ms): `utc`, `local` for the machine's own, or an IANA name. */
export function wallParts(at: number, zone: string): WallParts {
  if (zone === 'utc') return utcParts(at);
  const entries = formatterFor(zone)
    .formatToParts(at)
    .map((part) => [part.type, part.value === 'Sept' ? 'Sep' : part.value]);
  return Object.fromEntries(entries) as WallParts;
}

const sameDay = (a: WallParts, b: WallParts): boolean => a.year === b.year && a.month === b.month && a.day === b.day;

/** "03:12" within the day, "Wed 16:20" within the week before or after `now`, "12 Nov" in the year, "12 Nov 2025" beyond. */
export function formatInstant(at: number, { zone, now, seconds = false }: InstantContext): string {
  const then = wallParts(at, zone);
  const today = wallParts(now, zone);
  const time = seconds ? `${then.hour}:${then.minute}:${then.second}` : `${then.hour}:${then.minute}`;
  if (sameDay(then, today)) return time;
  if (Math.abs(now - at) < 6 * dayMs) return `${then.weekday} ${time}`;
  return then.year === today.year ? `${then.day} ${then.month}` : `${then.day} ${then.month} ${then.year}`;
}

/** "03:12 – 05:00" of today, "Wed 22:00 – Thu 03:00" of the week, "12 Nov 00:00 – 03:00" before: a day once, a time always. */
export function formatSpan(from: number, to: number, { zone, now }: { zone: string; now: number }): string {
  const time = (at: number): string => formatInstant(at, { zone, now: at });
  const stamp = (at: number): string => {
    const said = formatInstant(at, { zone, now });
    return said.includes(':') ? said : `${said} ${time(at)}`;
  };
  const [first, last] = [wallParts(from, zone), wallParts(to, zone)];
  if (sameDay(first, last)) return `${stamp(from)} – ${time(to)}`;
  return `${stamp(from)} – ${sameDay(last, wallParts(now, zone)) ? `${last.weekday} ` : ''}${stamp(to)}`;
}

/** "12 Nov 2026 03:12:07 UTC": for hovers, where the exact instant must stand. */
export function formatExact(at: number, zone = 'utc'): string {
  const parts = wallParts(at, zone);
  const where = zone === 'utc' ? 'UTC' : zone === 'local' ? 'local' : zone;
  return `${parts.day} ${parts.month} ${parts.year} ${parts.hour}:${parts.minute}:${parts.second} ${where}`;
}

/** "1 endpoint", "23 endpoints". */
export const formatCount = (count: number, one: string, many: string): string =>
  `${formatFigure(count, 'count').text} ${count === 1 ? one : many}`;

/** An account id as people read it: "1111 2222 3333". */
export const formatAccount = (account: string): string => account.replace(/^(\d{4})(\d{4})(\d{4})$/, `$1${thin}$2${thin}$3`);

/** "0.48" dollars as "$0.48"; list prices say so beside it. */
export const formatMoney = (usd: number): string =>
  `$${usd >= 1000 ? grouped(String(Math.round(usd))) : usd.toFixed(usd !== 0 && Math.abs(usd) < 0.01 ? 4 : 2)}`;
