import type { RiskTrajectoryPoint } from '@airway-twin/contracts/http';
import type { Risk } from '@airway-twin/domain/risk';
import type { Client, Pool } from './pool.js';

export type ScoredRisk = Risk & { readonly kind: 'scored' };

/** A score to be kept for the trajectory. */
export interface KeptScore {
  readonly siteId: string;
  readonly patientId: string;
  readonly risk: ScoredRisk;
  /** false: of the shadow model. */
  readonly served: boolean;
}

/** A score as it was kept. */
export interface StoredScore extends RiskTrajectoryPoint {
  readonly served: boolean;
}

/** A kept score as it is shown. */
export function trajectoryPoint({ served: _served, ...point }: StoredScore): RiskTrajectoryPoint {
  return point;
}

/** Keeps scores; one of an instant and model that is kept already stays as it was. */
export async function saveScores(client: Client, scores: readonly KeptScore[]): Promise<void> {
  if (scores.length === 0) return;
  await client.query({
    name: 'save-risk-scores',
    text: `INSERT INTO app.risk_score (site_id, patient_id, scored_at, model_sha256, model_name, model_version, served, within_7d, low_7d,
        high_7d, personal_log_odds)
      SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::boolean[],
        $8::double precision[], $9::double precision[], $10::double precision[], $11::double precision[]) ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING`,
    values: [
      scores.map((each) => each.siteId),
      scores.map((each) => each.patientId),
      scores.map(({ risk }) => new Date(risk.scoredAtMs).toISOString()),
      scores.map(({ risk }) => risk.model.fileSha256),
      scores.map(({ risk }) => risk.model.name),
      scores.map(({ risk }) => risk.model.version),
      scores.map((each) => each.served),
      scores.map(({ risk }) => risk.within7Days),
      scores.map(({ risk }) => risk.band7Days.low),
      scores.map(({ risk }) => risk.band7Days.high),
      scores.map(({ risk }) => risk.personalLogOdds),
    ],
  });
}

/** The scores kept of a span of time (both ends included), oldest first. */
export async function scoresBetween(
  pool: Pool,
  siteId: string,
  patientId: string,
  fromMs: number,
  toMs: number,
): Promise<StoredScore[]> {
  const { rows } = await pool.query<{
    at_ms: string;
    within_7d: number;
    low_7d: number;
    high_7d: number;
    personal_log_odds: number;
    model_name: string;
    model_version: string;
    model_sha256: string;
    served: boolean;
  }>(
    `SELECT (extract(epoch FROM scored_at) * 1000)::bigint AS at_ms, within_7d, low_7d, high_7d, personal_log_odds, model_name, model_version,
       model_sha256, served
     FROM app.risk_score WHERE site_id = $1 AND patient_id = $2 AND scored_at BETWEEN $3 AND $4 ORDER BY scored_at, served DESC`,
    [siteId, patientId, new Date(fromMs).toISOString(), new Date(toMs).toISOString()],
  );
  return rows.map((row) => ({
    atMs: Number(row.at_ms),
    within7Days: row.within_7d,
    low: row.low_7d,
    high: row.high_7d,
    personalLogOdds: row.personal_log_odds,
    model: { name: row.model_name, version: row.model_version, fileSha256: row.model_sha256 },
    served: row.served,
  }));
}
