-- What the cache has in a PostgreSQL database. It can be run again at any time; run it in one transaction (psql -1 -f).
-- Replace __schema__ by the name of the schema, "tasker_cache" unless the configuration says otherwise.

SELECT pg_advisory_xact_lock(hashtextextended('__schema__.schema', 0));

CREATE SCHEMA IF NOT EXISTS __schema__;

DO $create$
BEGIN
  IF to_regclass('__schema__.evictions') IS NULL THEN
    -- One row a tag and transaction. Insert only: two transactions that evict one tag don't wait for each other.
    CREATE TABLE __schema__.evictions (
      xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
      tag text NOT NULL
    );
    CREATE INDEX evictions_xid ON __schema__.evictions (xid);
    -- Where a publication has all tables, the janitor's DELETE needs it.
    ALTER TABLE __schema__.evictions REPLICA IDENTITY FULL;
  END IF;

  IF to_regclass('__schema__.generation') IS NULL THEN
    -- Unlogged on purpose: it is empty after a crash and after a failover, exactly when ids of transactions are given out again.
    CREATE UNLOGGED TABLE __schema__.generation (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      id text NOT NULL,
      identity text NOT NULL
    );
  END IF;

  IF to_regclass('__schema__.ages') IS NULL THEN
    -- When which transactions were over, by the janitor's own clock: how old an eviction is.
    CREATE UNLOGGED TABLE __schema__.ages (
      at timestamptz PRIMARY KEY,
      lowest bigint NOT NULL
    );
  END IF;

  IF to_regclass('__schema__.state') IS NULL THEN
    CREATE TABLE __schema__.state (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      floor bigint NOT NULL,
      compacted bigint NOT NULL,
      generation text NOT NULL
    );
    INSERT INTO __schema__.state (floor, compacted, generation) VALUES (0, 0, '');
  END IF;

  IF to_regclass('__schema__.outbox') IS NULL THEN
    -- Evictions that have committed with their data and wait for an eviction log elsewhere. Instances with another key prefix are another deployment.
    CREATE TABLE __schema__.outbox (
      deployment text COLLATE "C" NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      tags text[] NOT NULL,
      PRIMARY KEY (deployment, id)
    );
  END IF;

  IF to_regclass('__schema__.instances') IS NULL THEN
    -- What the instances say of themselves, for the administration. Room in each page keeps the updates in it.
    CREATE UNLOGGED TABLE __schema__.instances (
      deployment text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      seen timestamptz NOT NULL,
      ends timestamptz NOT NULL,
      announcement bytea NOT NULL,
      PRIMARY KEY (deployment, id)
    ) WITH (fillfactor = 50);
  END IF;

  IF to_regclass('__schema__.feed') IS NULL THEN
    -- The slot of a deployment's change feed, and whether all from before it is evicted.
    CREATE TABLE __schema__.feed (
      deployment text COLLATE "C" PRIMARY KEY,
      slot text NOT NULL,
      ready boolean NOT NULL DEFAULT false,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
  END IF;

  IF to_regclass('__schema__.entries') IS NULL THEN
    -- An entry and the lease to compute it. "-" for a lease: do not wait.
    CREATE UNLOGGED TABLE __schema__.entries (
      key text COLLATE "C" PRIMARY KEY,
      value bytea,
      stamp text COLLATE "C",
      expires timestamptz,
      lease text,
      lease_horizon bigint,
      lease_until timestamptz,
      awaited boolean NOT NULL DEFAULT false
    );
    -- Values are compressed already.
    ALTER TABLE __schema__.entries ALTER COLUMN value SET STORAGE EXTERNAL;
    CREATE INDEX entries_expires ON __schema__.entries (expires);
  END IF;
END
$create$;

-- The cluster, the database and the very table: a dump that is restored elsewhere, a table that is truncated or created again is another log.
CREATE OR REPLACE FUNCTION __schema__.identity() RETURNS text LANGUAGE sql STABLE AS $identity$
  SELECT concat_ws(':',
    (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    '__schema__.evictions'::regclass::oid,
    pg_relation_filenode('__schema__.evictions'))
$identity$;

-- The generation of the log; null after a crash or a failover, until a node has begun another one.
CREATE OR REPLACE FUNCTION __schema__.current_generation() RETURNS text LANGUAGE sql STABLE AS $generation$
  SELECT id FROM __schema__.generation WHERE identity = __schema__.identity()
$generation$;

-- Begins another generation in place of the one that is named, null for none. Only nodes call it, never the transaction of an application.
CREATE OR REPLACE FUNCTION __schema__.begin_generation(new_id text, replaced text) RETURNS boolean LANGUAGE plpgsql AS $begin$
DECLARE
  below bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('__schema__.state', 0));
  IF EXISTS (SELECT FROM __schema__.state) AND __schema__.current_generation() IS DISTINCT FROM replaced THEN
    RETURN false;
  END IF;

  -- Ids that this server has not given out yet come with a dump from elsewhere.
  DELETE FROM __schema__.evictions WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  below := pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1;
  DELETE FROM __schema__.generation;
  INSERT INTO __schema__.generation (id, identity) VALUES (new_id, __schema__.identity());
  DELETE FROM __schema__.ages;
  DELETE FROM __schema__.state;
  INSERT INTO __schema__.state (floor, compacted, generation) VALUES (below, below, new_id);
  RETURN true;
END
$begin$;

-- Evicts tags with the transaction that calls it, in whatever language: SELECT __schema__.evict('analytics|namespace=payments').
CREATE OR REPLACE FUNCTION __schema__.evict(VARIADIC tags text[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $evict$
  INSERT INTO __schema__.evictions (xid, tag)
  SELECT pg_current_xact_id()::text::bigint, tag FROM (SELECT DISTINCT unnest(tags) AS tag) AS given WHERE tag IS NOT NULL;
  SELECT pg_current_xact_id()::text::bigint
$evict$;

-- Puts an eviction into the outbox, with the transaction that calls it, and returns the id of that.
CREATE OR REPLACE FUNCTION __schema__.put_in_outbox(own_deployment text, tags text[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $outbox$
  INSERT INTO __schema__.outbox (deployment, tags) VALUES (own_deployment, tags);
  SELECT pg_current_xact_id()::text::bigint
$outbox$;

-- A dimension of a tag and its value as tags spell it. Null, so that it counts as not named, for values that are too long to be told.
CREATE OR REPLACE FUNCTION __schema__.tag_part(dimension text, v text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $part$
DECLARE
  c text;
BEGIN
  IF v IS NULL OR v = '' THEN
    RETURN dimension || '=*';
  END IF;
  -- Lengths are those of UTF-16.
  IF length(v) > 256 AND length(v) + length(regexp_replace(v, '[^\U00010000-\U0010ffff]', '', 'g')) > 512 THEN
    RETURN NULL;
  END IF;
  IF v ~ '[%:{}*@|=,~\u0001-\u001f\u007f-\u009f]' THEN
    v := replace(v, '%', '%25');
    FOR c IN SELECT DISTINCT sign[1] FROM regexp_matches(v, '[:{}*@|=,~\u0001-\u001f\u007f-\u009f]', 'g') AS sign LOOP
      v := replace(v, c, '%' || upper(lpad(to_hex(ascii(c)), 2, '0')));
    END LOOP;
  END IF;
  RETURN dimension || '=' || v;
END
$part$;

-- The janitor of the log: one at a time, on whichever node.
CREATE OR REPLACE FUNCTION __schema__.keep(retention interval, lag interval, step interval, enough bigint, OUT forgotten bigint, OUT compacted_away bigint)
LANGUAGE plpgsql AS $keep$
DECLARE
  now timestamptz := clock_timestamp();
  open_from bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  below bigint;
  highest bigint;
BEGIN
  forgotten := 0;
  compacted_away := 0;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('__schema__.state', 0)) OR __schema__.current_generation() IS NULL THEN
    RETURN;
  END IF;

  -- A clock that was set back.
  DELETE FROM __schema__.ages WHERE at > now;
  IF EXISTS (SELECT FROM __schema__.ages WHERE at > now - step) THEN
    RETURN;
  END IF;
  INSERT INTO __schema__.ages (at, lowest) VALUES (now, open_from);

  -- What is older than the retention goes, and the floor rises to it: what was computed before then can't be judged any more.
  SELECT least(ages.lowest, open_from) INTO below FROM __schema__.ages WHERE at <= now - retention ORDER BY at DESC LIMIT 1;
  SELECT xid INTO highest FROM __schema__.evictions WHERE xid < below ORDER BY xid DESC LIMIT 1;
  IF highest IS NOT NULL THEN
    UPDATE __schema__.state SET floor = greatest(floor, highest);
    DELETE FROM __schema__.evictions WHERE xid <= highest;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
  END IF;
  DELETE FROM __schema__.ages WHERE at < (SELECT max(at) FROM __schema__.ages WHERE at <= now - greatest(retention, lag));

  -- Of one tag the last eviction will do. A node that has read it, but not yet an older one that was open then, is told by "compacted".
  SELECT least(ages.lowest, open_from) INTO below FROM __schema__.ages WHERE at <= now - lag ORDER BY at DESC LIMIT 1;
  IF below IS NOT NULL AND (SELECT count(*) FROM (SELECT FROM __schema__.evictions WHERE xid < below LIMIT enough) AS counted) >= enough THEN
    WITH ranked AS (
      SELECT ctid AS place, row_number() OVER (PARTITION BY tag ORDER BY xid DESC) AS rank FROM __schema__.evictions WHERE xid < below
    ), gone AS (
      DELETE FROM __schema__.evictions USING ranked WHERE evictions.ctid = ranked.place AND ranked.rank > 1 RETURNING evictions.xid
    )
    SELECT count(*), max(xid) INTO compacted_away, highest FROM gone;
    IF compacted_away > 0 THEN
      UPDATE __schema__.state SET compacted = greatest(compacted, highest);
    END IF;
  END IF;
END
$keep$;

-- Locks the row of an entry, and makes it where there is none.
CREATE OR REPLACE FUNCTION __schema__.lock_entry(k text) RETURNS __schema__.entries LANGUAGE plpgsql AS $lock$
DECLARE
  held __schema__.entries;
BEGIN
  LOOP
    SELECT * INTO held FROM __schema__.entries WHERE key = k FOR UPDATE;
    EXIT WHEN FOUND;
    INSERT INTO __schema__.entries (key) VALUES (k) ON CONFLICT DO NOTHING;
  END LOOP;
  RETURN held;
END
$lock$;

-- Reads an entry; where there is none, takes the lease to compute it or marks the lease of another.
-- state: 0 none, 1 granted, 2 held, 3 do not wait.
CREATE OR REPLACE FUNCTION __schema__.read_entry(k text, token text, life interval, discard bytea, horizon bigint, marker bigint, OUT state int, OUT content bytea)
LANGUAGE plpgsql AS $read$
DECLARE
  held __schema__.entries;
  now timestamptz := clock_timestamp();
BEGIN
  state := 0;
  SELECT value INTO content FROM __schema__.entries WHERE key = k AND expires > now;
  IF content IS NOT NULL AND (discard = '' OR substring(content FOR length(discard)) <> discard) THEN
    RETURN;
  END IF;
  IF token = '' THEN
    IF content IS NOT NULL THEN
      UPDATE __schema__.entries SET value = NULL, stamp = NULL, expires = NULL WHERE key = k AND substring(value FOR length(discard)) = discard;
    END IF;
    content := NULL;
    RETURN;
  END IF;

  held := __schema__.lock_entry(k);
  content := held.value;
  IF content IS NOT NULL AND held.expires > now AND (discard = '' OR substring(content FOR length(discard)) <> discard) THEN
    RETURN;
  END IF;
  content := NULL;
  IF held.lease IS NULL OR held.lease_until <= now THEN
    state := 1;
    held.awaited := false;
  ELSIF held.lease = '-' THEN
    state := 3;
  ELSIF held.lease = token OR held.lease_horizon < marker THEN
    -- Who waits for the end of the lease from before the marker waits for the end of this one.
    state := 1;
  ELSE
    state := 2;
  END IF;
  IF state = 1 THEN
    UPDATE __schema__.entries SET value = NULL, stamp = NULL, expires = NULL,
      lease = token, lease_horizon = horizon, lease_until = now + life, awaited = held.awaited WHERE key = k;
  ELSIF held.value IS NOT NULL OR (state = 2 AND NOT held.awaited) THEN
    UPDATE __schema__.entries SET value = NULL, stamp = NULL, expires = NULL, awaited = awaited OR state = 2 WHERE key = k;
  END IF;
END
$read$;

-- Stores an entry unless a newer one is there, and ends the lease. A value that is null ends the lease only.
CREATE OR REPLACE FUNCTION __schema__.fill_entry(k text, v bytea, own_stamp text, life interval, token text) RETURNS boolean LANGUAGE plpgsql AS $fill$
DECLARE
  held __schema__.entries := __schema__.lock_entry(k);
  now timestamptz := clock_timestamp();
  ends boolean := held.lease_until > now AND (held.lease = '-' OR held.lease = token);
  stores boolean := v IS NOT NULL;
BEGIN
  -- Stamps of one kind of entry are compared: two bytes of magic, as four digits, stand before them.
  IF held.expires > now AND left(held.stamp, 4) = left(own_stamp, 4) AND held.stamp > own_stamp COLLATE "C" THEN
    stores := false;
  END IF;
  IF stores THEN
    UPDATE __schema__.entries SET value = v, stamp = own_stamp, expires = now + life,
      lease = CASE WHEN ends THEN NULL ELSE lease END, awaited = awaited AND NOT coalesce(ends, false) WHERE key = k;
  ELSIF ends THEN
    UPDATE __schema__.entries SET lease = NULL, awaited = false WHERE key = k;
  END IF;
  IF held.awaited AND held.lease_until > now THEN
    PERFORM pg_notify('__schema___leases', k);
  END IF;
  RETURN stores;
END
$fill$;

-- Takes the lease of an entry, or lengthens it.
CREATE OR REPLACE FUNCTION __schema__.lease_entry(k text, token text, life interval, takes boolean, horizon bigint, marker bigint) RETURNS boolean LANGUAGE plpgsql AS $lease$
DECLARE
  held __schema__.entries;
  now timestamptz := clock_timestamp();
  is_live boolean;
BEGIN
  IF takes THEN
    held := __schema__.lock_entry(k);
  ELSE
    SELECT * INTO held FROM __schema__.entries WHERE key = k FOR UPDATE;
  END IF;
  is_live := coalesce(held.lease_until > now AND held.lease IS NOT NULL, false);
  IF NOT (is_live AND held.lease = token) AND (NOT takes OR (is_live AND (held.lease = '-' OR held.lease_horizon >= marker))) THEN
    RETURN false;
  END IF;
  UPDATE __schema__.entries SET lease = token, lease_horizon = horizon, lease_until = now + life, awaited = awaited AND is_live WHERE key = k;
  RETURN true;
END
$lease$;

-- Gives a lease back without an entry. With a time, no request waits for this entry for that long.
CREATE OR REPLACE FUNCTION __schema__.end_lease(k text, token text, do_not_wait interval) RETURNS boolean LANGUAGE plpgsql AS $end$
DECLARE
  held __schema__.entries;
  now timestamptz := clock_timestamp();
  is_live boolean;
  is_own boolean;
BEGIN
  IF do_not_wait > interval '0' THEN
    held := __schema__.lock_entry(k);
  ELSE
    SELECT * INTO held FROM __schema__.entries WHERE key = k FOR UPDATE;
  END IF;
  is_live := coalesce(held.lease_until > now AND held.lease IS NOT NULL, false);
  is_own := is_live AND held.lease = token AND held.lease <> '-';
  IF is_live AND NOT is_own THEN
    RETURN false;
  END IF;
  IF do_not_wait > interval '0' THEN
    UPDATE __schema__.entries SET lease = '-', lease_horizon = NULL, lease_until = now + do_not_wait, awaited = false WHERE key = k;
  ELSIF is_own THEN
    UPDATE __schema__.entries SET lease = NULL, awaited = false WHERE key = k;
  END IF;
  IF is_own AND held.awaited THEN
    PERFORM pg_notify('__schema___leases', k);
  END IF;
  RETURN is_own;
END
$end$;

-- The janitor of entries, one at a time: what has expired goes, and above the budget those that end soonest.
CREATE OR REPLACE FUNCTION __schema__.keep_entries(budget bigint, most int, OUT expired bigint, OUT crowded_out bigint) LANGUAGE plpgsql AS $entries$
DECLARE
  now timestamptz := clock_timestamp();
  kept bigint;
BEGIN
  expired := 0;
  crowded_out := 0;
  IF NOT pg_try_advisory_xact_lock(hashtextextended('__schema__.entries', 0)) THEN
    RETURN;
  END IF;
  DELETE FROM __schema__.entries WHERE key IN (
    SELECT key FROM __schema__.entries
    WHERE (value IS NULL OR expires <= now) AND (lease IS NULL OR lease_until <= now) LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS expired = ROW_COUNT;
  SELECT coalesce(sum(octet_length(value)), 0) INTO kept FROM __schema__.entries;
  IF kept > budget THEN
    WITH ranked AS (
      SELECT key, sum(octet_length(value)) OVER (ORDER BY expires DESC, key) AS upto FROM __schema__.entries WHERE value IS NOT NULL
    )
    UPDATE __schema__.entries SET value = NULL, stamp = NULL, expires = NULL WHERE key IN (SELECT key FROM ranked WHERE upto > budget);
    GET DIAGNOSTICS crowded_out = ROW_COUNT;
  END IF;
END
$entries$;
