import type { WardRow } from '@airway-twin/contracts/http';
import type { OrderKey } from '@airway-twin/domain/measurement';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import type { PersonalRecord, Risk, RiskLook, RiskMemory } from '@airway-twin/domain/risk';
import { MECHANICS_VERSION } from '@airway-twin/domain/mechanics';
import { TWIN_STATE_VERSION, type TwinMemory, type TwinState } from '@airway-twin/domain/twin';
import { arrayLiterals } from './array-literal.js';
import { STALE_TWIN } from './commit-condition.js';
import { QUICK_QUERY, type Client, type Pool } from './pool.js';
import { riskAsStored, storedRisk, type StoredRisk } from './stored-risk.js';

/** Answered or expired recommendations that a twin keeps at hand. */
export const RECENT_RECOMMENDATIONS = 80;
const CLOSED = "('rejected', 'declined', 'expired', 'withdrawn', 'effect-observed')";

/** A stored state counts only for the version of its layout and of the airways that it was folded with. */
const STORED_STATE_VERSION = `${TWIN_STATE_VERSION} ${MECHANICS_VERSION}`;

/** A stored evaluation of another layout is left out: the twin is scored and asked anew when it is next looked at. */
const EVALUATION_LAYOUT = 3;
/** Layout 2 differs in the risk alone, which was written whole. */
const USABLE_LAYOUTS: readonly (number | undefined)[] = [2, EVALUATION_LAYOUT];

/** Until it is next looked at. */
const UNSCORED: Risk = { kind: 'not-enough-data', missing: [] };

/** What was made of a twin when the rules were last asked. */
export interface Evaluation {
  readonly risk: Risk;
  readonly riskMemory: RiskMemory;
  readonly evaluatedAtMs: number | null;
}

/** Version and last evaluation of a twin; null when the patient is not registered. */
export async function storedTwin(
  client: Client | Pool,
  siteId: string,
  patientId: string,
): Promise<{ revision: number; evaluation: Evaluation | null } | null> {
  const { rows } = await client.query<{ revision: number; evaluation: StoredEvaluation | null }>({
    name: 'stored-twin',
    text: 'SELECT revision, evaluation FROM app.twin WHERE site_id = $1 AND patient_id = $2',
    values: [siteId, patientId],
  });
  const [row] = rows;
  return row ? { revision: row.revision, evaluation: usable(row.evaluation) } : null;
}

/** An evaluation as it is written, with its layout. */
type StoredEvaluation = Omit<Evaluation, 'risk'> & { readonly layout?: number; readonly risk: StoredRisk };

function storedEvaluation({
  risk,
  riskMemory,
  evaluatedAtMs,
}: NonNullable<TwinAdvance['evaluation']>): StoredEvaluation {
  return { risk: storedRisk(risk), riskMemory, evaluatedAtMs, layout: EVALUATION_LAYOUT };
}

function usable(stored: StoredEvaluation | null): Evaluation | null {
  if (!stored || !USABLE_LAYOUTS.includes(stored.layout)) return null;
  const { riskMemory, evaluatedAtMs } = stored;
  return { risk: riskAsStored(stored.risk) ?? UNSCORED, riskMemory, evaluatedAtMs };
}

/** What was learnt of each patient of every site. */
export async function storedPersonalRecords(
  pool: Pool,
): Promise<{ siteId: string; patientId: string; record: PersonalRecord }[]> {
  const { rows } = await pool.query<{ site_id: string; patient_id: string; record: PersonalRecord }>(
    `SELECT site_id, patient_id, evaluation #> '{riskMemory,personal}' AS record FROM app.twin
     WHERE (evaluation ->> 'layout')::int = ANY($1)`,
    [USABLE_LAYOUTS],
  );
  return rows.map((row) => ({ siteId: row.site_id, patientId: row.patient_id, record: row.record }));
}

/** The newest usable stored state that lies strictly before `beforeMs` (null: the newest of all); null when there is none. */
export async function checkpointBefore(
  client: Client | Pool,
  siteId: string,
  patientId: string,
  beforeMs: number | null,
): Promise<TwinMemory | null> {
  const { rows } = await client.query<{ state: TwinMemory }>({
    name: 'checkpoint-before',
    text: `SELECT state FROM app.twin_checkpoint
      WHERE site_id = $1 AND patient_id = $2 AND state_version = $3 AND ($4::timestamptz IS NULL OR clock_at < $4)
      ORDER BY clock_at DESC LIMIT 1`,
    values: [siteId, patientId, STORED_STATE_VERSION, beforeMs === null ? null : new Date(beforeMs).toISOString()],
  });
  return rows[0]?.state ?? null;
}

/** Keeps states to fold on from. */
export async function saveCheckpoints(client: Client, states: readonly TwinState[]): Promise<void> {
  if (states.length === 0) return;
  const keys = states.map((state) => state.lastObservation as OrderKey);
  await client.query({
    name: 'save-checkpoints',
    text: `INSERT INTO app.twin_checkpoint (site_id, patient_id, clock_at, last_device_id, last_boot_id, last_seq, state_version, state)
      SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::jsonb[]) ORDER BY 1, 2, 3
      ON CONFLICT (site_id, patient_id, clock_at) DO UPDATE SET last_device_id = EXCLUDED.last_device_id, last_boot_id = EXCLUDED.last_boot_id,
        last_seq = EXCLUDED.last_seq, state_version = EXCLUDED.state_version, state = EXCLUDED.state`,
    values: arrayLiterals([
      states.map((state) => state.profile.siteId),
      states.map((state) => state.profile.patientId),
      states.map((state) => new Date(state.clockMs!).toISOString()),
      keys.map((key) => key.deviceId),
      keys.map((key) => key.bootId),
      keys.map((key) => key.seq),
      states.map(() => STORED_STATE_VERSION),
      states.map(({ airways: _computedAgain, ...memory }) => JSON.stringify(memory)),
    ]),
  });
}

/** Throws away the stored states that an observation of that instant makes wrong. */
export async function dropCheckpointsFrom(
  client: Client,
  siteId: string,
  patientId: string,
  fromMs: number,
): Promise<void> {
  await client.query({
    name: 'drop-checkpoints',
    text: 'DELETE FROM app.twin_checkpoint WHERE site_id = $1 AND patient_id = $2 AND clock_at >= $3',
    values: [siteId, patientId, new Date(fromMs).toISOString()],
  });
}

/** Throws away every stored state of patients whose profile has changed. */
export async function dropCheckpoints(
  pool: Pool,
  patients: readonly { siteId: string; patientId: string }[],
): Promise<void> {
  for (const { siteId, patientId } of patients) {
    await pool.query('DELETE FROM app.twin_checkpoint WHERE site_id = $1 AND patient_id = $2', [siteId, patientId]);
  }
}

/** A twin's new version in the store. */
export interface TwinAdvance {
  readonly siteId: string;
  readonly patientId: string;
  readonly previousRevision: number;
  readonly revision: number;
  readonly wardRow: WardRow;
  /** Null: it stays as it is. */
  readonly evaluation: (Omit<Evaluation, 'risk'> & { readonly risk: RiskLook }) | null;
}

/** Writes the new versions. Fails with `STALE_TWIN` when one is no longer at the version that the writer had seen: another process wrote it. */
export async function advanceTwins(client: Client, advances: readonly TwinAdvance[]): Promise<void> {
  if (advances.length === 0) return;
  const sorted = [...advances].sort((a, b) => (a.siteId + a.patientId < b.siteId + b.patientId ? -1 : 1));
  await client.query({
    name: 'advance-twins',
    // As one document: in arrays of texts all quotes of the documents would be escaped, and read, once more.
    text: `WITH moved AS (UPDATE app.twin SET revision = new.revision, ward_row = new.ward_row,
        evaluation = coalesce(new.evaluation, twin.evaluation), updated_at = now()
        FROM jsonb_to_recordset($1::jsonb)
          AS new (site_id text, patient_id text, previous bigint, revision bigint, ward_row jsonb, evaluation jsonb)
        WHERE twin.site_id = new.site_id AND twin.patient_id = new.patient_id AND twin.revision = new.previous RETURNING 1)
      SELECT app.commit_only_if(count(*) = $2, '${STALE_TWIN}', 'a twin was written by another process') FROM moved`,
    values: [
      JSON.stringify(
        sorted.map(({ siteId, patientId, previousRevision, revision, wardRow, evaluation }) => ({
          site_id: siteId,
          patient_id: patientId,
          previous: previousRevision,
          revision,
          ward_row: wardRow,
          evaluation: evaluation && storedEvaluation(evaluation),
        })),
      ),
      sorted.length,
    ],
  });
}

/** What is shown and was learnt of these twins, as last written. */
export async function shownTwins(
  pool: Pool,
  patients: readonly { readonly siteId: string; readonly patientId: string }[],
): Promise<{ siteId: string; patientId: string; row: WardRow | null; record: PersonalRecord | null }[]> {
  if (patients.length === 0) return [];
  const { rows } = await pool.query<{
    site_id: string;
    patient_id: string;
    ward_row: WardRow | null;
    record: PersonalRecord | null;
  }>({
    ...QUICK_QUERY,
    name: 'shown-twins',
    text: `SELECT site_id, patient_id, ward_row,
        CASE WHEN (evaluation ->> 'layout')::int = ANY($3) THEN evaluation #> '{riskMemory,personal}' END AS record
      FROM app.twin JOIN unnest($1::text[], $2::text[]) AS n (site_id, patient_id) USING (site_id, patient_id)`,
    values: [patients.map((each) => each.siteId), patients.map((each) => each.patientId), USABLE_LAYOUTS],
  });
  return rows.map((row) => ({
    siteId: row.site_id,
    patientId: row.patient_id,
    row: row.ward_row,
    record: row.record,
  }));
}

/** These recommendations as they stand now. */
export async function recommendationsById(
  pool: Pool,
  ids: readonly (readonly [siteId: string, patientId: string, id: string])[],
): Promise<Recommendation[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ body: Recommendation }>(
    `SELECT r.body FROM app.recommendation r
     JOIN unnest($1::text[], $2::text[], $3::text[]) AS n (site_id, patient_id, id) USING (site_id, patient_id, id)`,
    [ids.map(([siteId]) => siteId), ids.map(([, patientId]) => patientId), ids.map(([, , id]) => id)],
  );
  return rows.map((row) => row.body);
}

/** Every ward row of every site, as last written; null where a twin has none yet. */
export async function storedWardRows(
  pool: Pool,
): Promise<{ siteId: string; patientId: string; row: WardRow | null }[]> {
  const { rows } = await pool.query<{ site_id: string; patient_id: string; ward_row: WardRow | null }>(
    'SELECT site_id, patient_id, ward_row FROM app.twin',
  );
  return rows.map((row) => ({ siteId: row.site_id, patientId: row.patient_id, row: row.ward_row }));
}

/** Open recommendations and the newest closed ones, newest first. */
export async function recommendationsAtHand(
  client: Client | Pool,
  siteId: string,
  patientId: string,
): Promise<Recommendation[]> {
  const { rows } = await client.query<{ body: Recommendation }>({
    name: 'recommendations-at-hand',
    text: `(SELECT body, created_at FROM app.recommendation WHERE site_id = $1 AND patient_id = $2 AND status NOT IN ${CLOSED})
      UNION ALL
      (SELECT body, created_at FROM app.recommendation WHERE site_id = $1 AND patient_id = $2 AND status IN ${CLOSED} ORDER BY created_at DESC LIMIT $3)
      ORDER BY created_at DESC`,
    values: [siteId, patientId, RECENT_RECOMMENDATIONS],
  });
  return rows.map((row) => row.body);
}

/** Recommendations made in a span of time (null: open end), newest first. */
export async function recommendationsBetween(
  pool: Pool,
  siteId: string,
  patientId: string,
  fromMs: number | null,
  toMs: number | null,
): Promise<Recommendation[]> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const { rows } = await pool.query<{ body: Recommendation }>(
    `SELECT body FROM app.recommendation WHERE site_id = $1 AND patient_id = $2
       AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at <= $4)
     ORDER BY created_at DESC`,
    [siteId, patientId, iso(fromMs), iso(toMs)],
  );
  return rows.map((row) => row.body);
}

/** Writes recommendations that are new or have taken a step. */
export async function saveRecommendations(client: Client, recommendations: readonly Recommendation[]): Promise<void> {
  if (recommendations.length === 0) return;
  await client.query({
    name: 'save-recommendations',
    text: `INSERT INTO app.recommendation (site_id, patient_id, id, rule_id, status, created_at, body)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[]) ORDER BY 1, 2, 3
      ON CONFLICT (site_id, patient_id, id) DO UPDATE SET status = EXCLUDED.status, body = EXCLUDED.body`,
    values: arrayLiterals([
      recommendations.map((r) => r.siteId),
      recommendations.map((r) => r.patientId),
      recommendations.map((r) => r.id),
      recommendations.map((r) => r.ruleId),
      recommendations.map((r) => r.status),
      recommendations.map((r) => new Date(r.createdAtMs).toISOString()),
      recommendations.map((r) => JSON.stringify(r)),
    ]),
  });
}
