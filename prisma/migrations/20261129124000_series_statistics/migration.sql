-- Statistics of the series and their ledger, at once: a place's tens of thousands are made in one transaction, and joined by the next statement.
CREATE FUNCTION analyze_series() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE series;
    ANALYZE series_ledger;
END
$$;

REVOKE ALL ON FUNCTION analyze_series() FROM PUBLIC;

-- The series of a page are of one batch, which moves the last point of each: half of a page is left for that, so that no index is written.
ALTER TABLE "series" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "series_ledger" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
