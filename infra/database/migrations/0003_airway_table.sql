-- What the airways of one build let through, by constriction and inflammation: computed once, kept over restarts. The key names the build
-- and the version of the mechanics, so a row is never wrong, at most unused.
CREATE TABLE app.airway_table (
  key text PRIMARY KEY,
  airflow jsonb NOT NULL,
  computed_at timestamptz NOT NULL DEFAULT now()
);
