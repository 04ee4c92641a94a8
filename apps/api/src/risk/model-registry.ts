import {
  riskFeatures,
  riskFrom,
  type FeatureVector,
  type Risk,
  type RiskModelIdentity,
} from '@airway-twin/domain/risk';
import type { TwinState, TwinView } from '@airway-twin/domain/twin';
import { loadRiskModel, type LoadedRiskModel } from './onnx-risk-model.js';

/** One patient to be scored: the twin as it stands at `nowMs`. */
export interface RiskQuestion {
  readonly state: TwinState;
  readonly view: TwinView;
  readonly nowMs: number;
}

/** Holds the served model, or why there is none, and scores patients with it. Nothing here throws because of a model. */
export class ModelRegistry {
  private loaded: LoadedRiskModel = { kind: 'unavailable', reason: 'the model is not loaded yet' };

  /** Loads the model of the folder and serves it from now on; one that is not fit to serve takes the place of the old one, with its reason. */
  async load(folder: string): Promise<LoadedRiskModel> {
    this.loaded = await loadRiskModel(folder);
    return this.loaded;
  }

  /** The model that is served, or why none is. */
  current(): LoadedRiskModel {
    return this.loaded;
  }

  /** For health and the models route. */
  status(): { status: 'ok' | 'unavailable'; identity: RiskModelIdentity | null; reason: string | null } {
    const { loaded } = this;
    if (loaded.kind === 'unavailable') return { status: 'unavailable', identity: null, reason: loaded.reason };
    return { status: 'ok', identity: loaded.model.identity, reason: null };
  }

  /** The risk of each patient, in order, all of them in one run of the model. */
  async score(questions: readonly RiskQuestion[]): Promise<Risk[]> {
    const { loaded } = this;
    if (loaded.kind === 'unavailable') return questions.map(() => ({ kind: 'unavailable', reason: loaded.reason }));
    const features = questions.map(({ state, view, nowMs }) => riskFeatures(state, view, nowMs));
    const rows = features.filter((each): each is FeatureVector => each instanceof Float64Array);
    let scores;
    try {
      scores = await loaded.model.scoreBatch(rows);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return questions.map(() => ({ kind: 'unavailable', reason: `the model failed to score: ${why}` }));
    }
    let next = 0;
    return features.map((each, index): Risk => {
      if (!(each instanceof Float64Array)) return each;
      return riskFrom(scores[next++]!, each, loaded.model.identity, questions[index]!.nowMs);
    });
  }
}
