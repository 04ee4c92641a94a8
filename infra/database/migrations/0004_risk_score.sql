-- What a model said of a patient when it said it: the first score of every quarter of a day, of the model that was served and of one in its
-- shadow. Never computed again: the trajectory of a risk is what was shown, with the model that made it.
CREATE TABLE app.risk_score (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  scored_at timestamptz NOT NULL,
  model_sha256 text NOT NULL,
  model_name text NOT NULL,
  model_version text NOT NULL,
  -- false: a shadow model's, that nothing acted upon.
  served boolean NOT NULL,
  within_7d double precision NOT NULL,
  low_7d double precision NOT NULL,
  high_7d double precision NOT NULL,
  personal_log_odds double precision NOT NULL,
  PRIMARY KEY (site_id, patient_id, scored_at, model_sha256)
);
