/**
 * A look at metrics where none was due has asked for nothing: that it went well says nothing of whether they may be read. Even those of
 * resources without traffic are asked for every three hours, so what asked for nothing longer has nothing to ask for.
 */
const asks = (run: string): string => `(${run}.collector <> 'metrics' or ${run}.status <> 'ok' or ${run}.counts ? 'queries')`;
const asksWithin = "interval '3 hours'";

/** SQL: orders a source's runs so that the first says how it stands. `now` is an instant. */
export const newestFirst = (run: string, now: string): string =>
  `(${asks(run)} and ${run}.started_at > ${now} - ${asksWithin}) desc, ${run}.started_at desc`;

/** SQL: the first of `newestFirst` of the runs where `condition` holds, by one or two looks into an index. */
export const newestWhere = (condition: string, now: string): string =>
  `select * from (
    (select 1 as place, r.* from run r where ${condition} and ${asks('r')} and r.started_at > ${now} - ${asksWithin} order by r.started_at desc limit 1)
    union all (select 2, r.* from run r where ${condition} order by r.started_at desc limit 1)) x order by place limit 1`;

/** SQL: a run that has read all that it asked for, and asked for something. */
export const wentWell = (run: string): string => `(${run}.status = 'ok' and ${asks(run)})`;
