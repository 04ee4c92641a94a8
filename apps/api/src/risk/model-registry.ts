import type { RiskModelIdentity } from '@airway-twin/domain/risk';
import { loadRiskModel, type LoadedRiskModel } from './onnx-risk-model.js';

/** Holds the served model, or why there is none. */
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
}
