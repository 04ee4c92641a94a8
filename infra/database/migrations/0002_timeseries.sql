-- One code path for both stores. With TimescaleDB: hypertable, continuous aggregate, compression and retention policies. Without: a plain
-- table of the same name and columns, which the maintenance tick of the API fills from `app.rollup_dirty`.
-- Availability alone is a trap: CREATE EXTENSION on a server that did not preload the library drops the connection.
DO $$
DECLARE
  has_timescale boolean := EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
    AND current_setting('timescaledb.max_background_workers', true) IS NOT NULL;
BEGIN
  IF has_timescale THEN
    EXECUTE 'CREATE EXTENSION IF NOT EXISTS timescaledb';
    PERFORM create_hypertable('app.observation', by_range('measured_at', INTERVAL '7 days'), if_not_exists => true, migrate_data => true);
    EXECUTE $q$CREATE OR REPLACE FUNCTION app.bucket(width interval, at timestamptz) RETURNS timestamptz
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT time_bucket(width, at)'$q$;
    EXECUTE $q$CREATE MATERIALIZED VIEW IF NOT EXISTS app.air_15m
      WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
      SELECT site_id, patient_id, time_bucket('15 minutes', measured_at) AS bucket,
        count((data->>'pm25MicrogramsPerM3')::float8) AS pm25_n, sum((data->>'pm25MicrogramsPerM3')::float8) AS pm25_sum, max((data->>'pm25MicrogramsPerM3')::float8) AS pm25_max,
        count((data->>'no2MicrogramsPerM3')::float8) AS no2_n, sum((data->>'no2MicrogramsPerM3')::float8) AS no2_sum, max((data->>'no2MicrogramsPerM3')::float8) AS no2_max,
        count((data->>'o3MicrogramsPerM3')::float8) AS o3_n, sum((data->>'o3MicrogramsPerM3')::float8) AS o3_sum, max((data->>'o3MicrogramsPerM3')::float8) AS o3_max
      FROM app.observation WHERE stream = 'air.reading'
      GROUP BY 1, 2, 3 WITH NO DATA$q$;
    PERFORM add_continuous_aggregate_policy('app.air_15m', start_offset => INTERVAL '45 days', end_offset => INTERVAL '15 minutes', schedule_interval => INTERVAL '15 minutes', if_not_exists => true);
    -- Late data are welcome for 30 days; only what is older is compressed.
    EXECUTE $q$ALTER TABLE app.observation SET (timescaledb.compress, timescaledb.compress_segmentby = 'site_id, patient_id', timescaledb.compress_orderby = 'measured_at, device_id, boot_id, seq')$q$;
    PERFORM add_compression_policy('app.observation', INTERVAL '45 days', if_not_exists => true);
    -- A patient record is kept for ten years; the tick deletes older rows where there is no policy.
    PERFORM add_retention_policy('app.observation', INTERVAL '10 years', if_not_exists => true);
  ELSE
    EXECUTE $q$CREATE OR REPLACE FUNCTION app.bucket(width interval, at timestamptz) RETURNS timestamptz
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $f$SELECT date_bin(width, at, timestamptz '2000-01-03 00:00+00')$f$ $q$;
    CREATE TABLE IF NOT EXISTS app.air_15m (
      site_id text NOT NULL,
      patient_id text NOT NULL,
      bucket timestamptz NOT NULL,
      pm25_n bigint NOT NULL, pm25_sum float8, pm25_max float8,
      no2_n bigint NOT NULL, no2_sum float8, no2_max float8,
      o3_n bigint NOT NULL, o3_sum float8, o3_max float8,
      PRIMARY KEY (site_id, patient_id, bucket)
    );
  END IF;
END $$;

-- The span of measured times per patient whose buckets must be computed again; written in the transaction that stores the readings.
CREATE TABLE app.rollup_dirty (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, patient_id)
);
