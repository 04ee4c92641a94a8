import { riskFeatureSchemaHash, riskOf, type ModelScore, type Risk, type RiskLook } from '@airway-twin/domain/risk';

type ScoredLook = RiskLook & { readonly kind: 'scored' };
type ScoredRisk = Risk & { readonly kind: 'scored' };

/**
 * A risk as it stands beside a twin. Of a score the numbers are kept and the reasons are made of them again when it is read: they are most of
 * a risk, and it is written with every commit and read after a restart.
 */
export type StoredRisk =
  | (Omit<ScoredLook, 'score' | 'features'> & {
      readonly score: Omit<ModelScore, 'logOddsByFeature'>;
      readonly features: Doubles;
      readonly logOddsByFeature: Doubles;
    })
  /** Written whole, as it was before. */
  | ScoredRisk
  | Exclude<Risk, ScoredRisk>;

/** One number for each feature of the schema, in its order: IEEE 754 doubles, little-endian, as base64. */
type Doubles = string;

/** A risk as it is written. */
export function storedRisk(look: RiskLook): StoredRisk {
  if (look.kind !== 'scored') return look;
  const { score, features, ...told } = look;
  const { logOddsByFeature, ...sums } = score;
  return { ...told, score: sums, features: written(features), logOddsByFeature: written(logOddsByFeature) };
}

/** A risk as it was written; null for one that was scored by features of another schema, whose reasons cannot be named any more. */
export function riskAsStored(stored: StoredRisk): Risk | null {
  if (stored.kind !== 'scored' || 'contributions' in stored) return stored;
  if (stored.model.featureSchemaHash !== riskFeatureSchemaHash) return null;
  const { score, features, logOddsByFeature, ...told } = stored;
  return riskOf({ ...told, score: { ...score, logOddsByFeature: read(logOddsByFeature) }, features: read(features) });
}

function written(doubles: Float64Array): Doubles {
  return Buffer.from(doubles.buffer, doubles.byteOffset, doubles.byteLength).toString('base64');
}

function read(doubles: Doubles): Float64Array {
  // Copied, for doubles stand at every eighth byte and a Buffer anywhere.
  return new Float64Array(Uint8Array.from(Buffer.from(doubles, 'base64')).buffer);
}
