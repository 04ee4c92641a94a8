-- Portable tables. Site and patient stand in every key of a patient's data, so that the store can be split by either later.
CREATE SCHEMA IF NOT EXISTS app;

CREATE TABLE app.patient (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  profile jsonb NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (site_id, patient_id)
);

CREATE TABLE app.device (
  site_id text NOT NULL,
  device_id text NOT NULL,
  kind text NOT NULL,
  model text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now(),
  online boolean,
  boot_id text,
  status_at timestamptz,
  desired jsonb NOT NULL DEFAULT '[]',
  desired_version integer NOT NULL DEFAULT 0,
  reported_version integer NOT NULL DEFAULT 0,
  reported jsonb,
  reported_at timestamptz,
  PRIMARY KEY (site_id, device_id)
);

-- Who wore which device when. Ranges of one device never overlap: the check is the database's, not good will.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE app.assignment (
  site_id text NOT NULL,
  device_id text NOT NULL,
  patient_id text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz,
  PRIMARY KEY (site_id, device_id, valid_from),
  FOREIGN KEY (site_id, device_id) REFERENCES app.device,
  FOREIGN KEY (site_id, patient_id) REFERENCES app.patient,
  EXCLUDE USING gist (site_id WITH =, device_id WITH =, tstzrange(valid_from, valid_to) WITH &&)
);
CREATE INDEX assignment_by_patient ON app.assignment (site_id, patient_id);

-- Every accepted fact. `revision` is the twin's version that first held it.
CREATE TABLE app.observation (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  device_id text NOT NULL,
  boot_id text NOT NULL,
  seq bigint NOT NULL,
  measured_at timestamptz NOT NULL,
  stream text NOT NULL,
  data jsonb NOT NULL,
  sent_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (site_id, patient_id, device_id, boot_id, seq, measured_at)
);
CREATE INDEX observation_by_time ON app.observation (site_id, patient_id, measured_at);

-- Counts per device, kept in the transaction that stores the messages.
CREATE TABLE app.device_count (
  site_id text NOT NULL,
  device_id text NOT NULL,
  received bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicate bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  last_received_at timestamptz,
  last_measured_at timestamptz,
  PRIMARY KEY (site_id, device_id)
);

-- What was refused, whole, with the reason.
CREATE TABLE app.dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  topic text NOT NULL,
  site_id text,
  device_id text,
  reason text NOT NULL,
  field text,
  expected text NOT NULL,
  byte_length integer NOT NULL,
  sha256 bytea NOT NULL,
  payload bytea NOT NULL
);
CREATE INDEX dead_letter_by_reason ON app.dead_letter (reason, id);
CREATE INDEX dead_letter_by_content ON app.dead_letter (sha256, topic);

-- One row per twin: its version, and what the ward list shows of it.
CREATE TABLE app.twin (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  revision bigint NOT NULL DEFAULT 0,
  ward_row jsonb,
  -- The last risk score, the scores remembered before it, and when the rules were last asked.
  evaluation jsonb,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (site_id, patient_id),
  FOREIGN KEY (site_id, patient_id) REFERENCES app.patient
) WITH (fillfactor = 50);

-- States at some instants of the past, to fold on from. They can all be deleted: the observations are the record.
CREATE TABLE app.twin_checkpoint (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  clock_at timestamptz NOT NULL,
  last_device_id text NOT NULL,
  last_boot_id text NOT NULL,
  last_seq bigint NOT NULL,
  state_version text NOT NULL,
  state jsonb NOT NULL,
  PRIMARY KEY (site_id, patient_id, clock_at)
);

CREATE TABLE app.recommendation (
  site_id text NOT NULL,
  patient_id text NOT NULL,
  id text NOT NULL,
  rule_id text NOT NULL,
  status text NOT NULL,
  created_at timestamptz NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (site_id, patient_id, id)
);
CREATE INDEX recommendation_by_time ON app.recommendation (site_id, patient_id, created_at);

CREATE TABLE app.account (
  username text PRIMARY KEY,
  role text NOT NULL CHECK (role IN ('clinician', 'engineer', 'patient')),
  site_id text NOT NULL,
  patient_id text,
  password_scrypt text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((role = 'patient') = (patient_id IS NOT NULL))
);

-- Bearer sessions by the hash of their token, so that any API process can check one.
CREATE TABLE app.session (
  token_sha256 bytea PRIMARY KEY,
  username text NOT NULL,
  role text NOT NULL,
  site_id text NOT NULL,
  patient_id text,
  demo boolean NOT NULL,
  expires_at timestamptz NOT NULL
);
