-- However a session ends (signed out, revoked, replaced, with its person), whoever streams to its pages is told. An id opens nothing.
CREATE FUNCTION tell_session_ended() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('trailwatch', 'ended ' || OLD.id);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION tell_session_ended() FROM PUBLIC;

CREATE TRIGGER "session_ended" AFTER DELETE ON "session" FOR EACH ROW EXECUTE FUNCTION tell_session_ended();
