-- The pseudonyms of names that a row of the reader already holds: to hide a name one must know it, whoever's events it stands in.
CREATE FUNCTION pseudonyms_of(names text[]) RETURNS TABLE (name text, pseudonym text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.name, p.pseudonym FROM person_name p WHERE p.name = ANY (names)
$$;
REVOKE ALL ON FUNCTION pseudonyms_of(text[]) FROM PUBLIC;

-- Whether anybody stands behind a pseudonym, for whoever is about to write the row that reveals it.
CREATE FUNCTION stands_for_somebody(of_pseudonym text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM person_name WHERE pseudonym = of_pseudonym)
        OR EXISTS (SELECT FROM sealed_identity WHERE pseudonym = of_pseudonym)
$$;
REVOKE ALL ON FUNCTION stands_for_somebody(text) FROM PUBLIC;
