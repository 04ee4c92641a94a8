-- What has arrived of each boot of a device, kept in the transaction that stores the messages. `committed` holds the numbers of the messages
-- that are safely stored, as an observation or as a refused message: few ranges however many messages, and the receipt of the device.
CREATE TABLE app.device_boot (
  site_id text NOT NULL,
  device_id text NOT NULL,
  -- '' for messages that do not tell their boot.
  boot_id text NOT NULL,
  committed int8multirange NOT NULL DEFAULT '{}',
  -- How many messages the device says it has numbered; null as long as it has not said.
  next_seq_told bigint,
  received bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  duplicate bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  first_heard_at timestamptz NOT NULL DEFAULT now(),
  last_heard_at timestamptz NOT NULL DEFAULT now(),
  last_received_at timestamptz,
  last_measured_at timestamptz,
  PRIMARY KEY (site_id, device_id, boot_id)
) WITH (fillfactor = 50);
INSERT INTO app.device_boot (site_id, device_id, boot_id, committed, received, stored, first_heard_at, last_heard_at, last_received_at, last_measured_at)
SELECT o.site_id, o.device_id, o.boot_id, range_agg(int8range(o.seq, o.seq + 1)), count(*), count(*), min(o.received_at), max(o.received_at), max(o.received_at), max(o.measured_at)
FROM app.observation o JOIN app.device USING (site_id, device_id) GROUP BY 1, 2, 3;
-- Counts that cannot be told apart by boot any more.
INSERT INTO app.device_boot (site_id, device_id, boot_id, received, duplicate, refused, last_received_at)
SELECT site_id, device_id, '', duplicate + refused, duplicate, refused, last_received_at FROM app.device_count WHERE duplicate + refused > 0;
DROP TABLE app.device_count;

-- Each patient belongs to one shard, each shard to one process at a time. `epoch` fences: who holds an older one can commit nothing more.
-- `outbox_seq` counts the shard's commits, so that its outbox has neither gaps nor two entries of one number.
CREATE TABLE app.shard (
  shard smallint PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 0,
  owner text,
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  outbox_seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
INSERT INTO app.shard (shard) SELECT generate_series(0, 15);

-- What each commit changed for screens and devices, written in its transaction and delivered by cursor.
CREATE TABLE app.outbox (
  shard smallint NOT NULL REFERENCES app.shard,
  seq bigint NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  body jsonb NOT NULL,
  PRIMARY KEY (shard, seq)
);
-- How far what goes to the devices has been delivered. Screens keep their cursor in memory: they begin with a snapshot.
CREATE TABLE app.outbox_cursor (
  consumer text NOT NULL,
  shard smallint NOT NULL REFERENCES app.shard,
  seq bigint NOT NULL,
  PRIMARY KEY (consumer, shard)
);

-- The processes that are there, to share the shards among them.
CREATE TABLE app.instance (
  instance text PRIMARY KEY,
  -- Anew with each start: of two processes of one name the one that started last goes on.
  token text NOT NULL,
  url text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);
-- Messages that the broker gave to a process which does not write their patient: durable here, taken over by the one that does.
CREATE TABLE app.handover (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard smallint NOT NULL REFERENCES app.shard,
  topic text NOT NULL,
  payload bytea NOT NULL,
  received_at timestamptz NOT NULL,
  redelivered boolean NOT NULL
);
CREATE INDEX handover_by_shard ON app.handover (shard, id);
