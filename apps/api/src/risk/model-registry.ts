import { SERVING_FILE, type CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import type { RiskModel, RiskModelIdentity } from '@airway-twin/domain/risk';
import { loadOnnxModel } from './onnx-risk-model.js';
import { modelFolderMark, readModelFolder, type CheckedModelFile, type RefusedFile } from './risk-model-folder.js';
import { ShadowTally } from './shadow-tally.js';

/** The model that scores now, with the one scored beside it; or why there is none. */
export type ModelState =
  | { readonly kind: 'ready'; readonly model: RiskModel; readonly shadow: ShadowTally | null }
  | { readonly kind: 'unavailable'; readonly reason: string };

interface FitModel {
  readonly file: CheckedModelFile;
  readonly model: RiskModel;
}

/** In the place of a file's name when the reason concerns them all. */
const WHOLE_FOLDER = '*';
const BY_VERSION = new Intl.Collator('en', { numeric: true });

/**
 * The models of a folder by the hash of their file. Served is the one that `serving.json` names, else the one of the highest version. What
 * is not fit to serve is refused with its reason, and what was served before goes on being served.
 */
export class ModelRegistry {
  private served: (FitModel & { readonly sinceMs: number }) | null = null;
  private shadow: ShadowTally | null = null;
  private refused: readonly RefusedFile[] = [];
  private reason = 'the model is not loaded yet';
  private folder: string | null = null;
  private mark = '';
  private loading: Promise<void> = Promise.resolve();

  constructor(private readonly clock: () => number = () => Date.now()) {}

  /** Reads the folder and serves what it says from now on. Never throws: what is wrong is in `status` and `report`. */
  load(folder: string): Promise<ModelState> {
    this.loading = this.loading.then(() => this.read(folder));
    return this.loading.then(() => this.current());
  }

  /** Reads the folder again when a file of it has changed. True: it was read. */
  async reloadIfChanged(): Promise<boolean> {
    const { folder } = this;
    if (folder === null || (await modelFolderMark(folder)) === this.mark) return false;
    await this.load(folder);
    return true;
  }

  current(): ModelState {
    const { served, shadow, reason } = this;
    return served ? { kind: 'ready', model: served.model, shadow } : { kind: 'unavailable', reason };
  }

  /** For health. */
  status(): { status: 'ok' | 'unavailable'; identity: RiskModelIdentity | null; reason: string | null } {
    const { served, reason } = this;
    return served
      ? { status: 'ok', identity: served.model.identity, reason: null }
      : { status: 'unavailable', identity: null, reason };
  }

  /** All that is known of what is served, for the models route. */
  report(): CurrentModelResponse {
    const { served, shadow, refused } = this;
    const manifest = served?.file.manifest ?? null;
    return {
      ...this.status(),
      kind: manifest?.kind ?? null,
      servedSinceMs: served?.sinceMs ?? null,
      frailtyShape: manifest?.frailtyShape ?? null,
      baseRate7d: manifest?.baseRate7d ?? null,
      operatingPoint: served?.model.terms.operatingPoint ?? null,
      evaluation: manifest?.evaluation ?? null,
      trainedWith: manifest?.trainedWith ?? null,
      card: served?.file.card ?? null,
      shadow: shadow?.report() ?? null,
      refused: [...refused],
    };
  }

  private async read(folder: string): Promise<void> {
    this.folder = folder;
    this.mark = await modelFolderMark(folder);
    const refused: RefusedFile[] = [];
    try {
      const found = await readModelFolder(folder);
      refused.push(...found.refused);
      const fit = await this.fitModels(found.models, refused);
      const chosen = found.choice ? pinned(fit, found.choice.current, 'current') : this.newest(fit);
      if (chosen && chosen.model !== this.served?.model) this.served = { ...chosen, sinceMs: this.clock() };
      else if (chosen) this.served = { ...chosen, sinceMs: this.served!.sinceMs };
      this.takeShadow(found.choice?.shadow ? pinned(fit, found.choice.shadow, 'shadow').model : null);
    } catch (error) {
      refused.push({ file: WHOLE_FOLDER, reason: (error as Error).message });
    }
    this.refused = refused.filter(({ reason }, index) => refused.findIndex((each) => each.reason === reason) === index);
    if (!this.served) this.reason = refused[0]?.reason ?? 'the model folder holds no model that is fit to serve';
  }

  private async fitModels(files: readonly CheckedModelFile[], refused: RefusedFile[]): Promise<FitModel[]> {
    const fit: FitModel[] = [];
    for (const file of files) {
      const known = [this.served?.model, this.shadow?.model].find((model) => model && isOf(model, file));
      try {
        fit.push({ file, model: known ?? (await loadOnnxModel(file)) });
      } catch (error) {
        refused.push({ file: file.manifest.file, reason: (error as Error).message });
      }
    }
    return fit;
  }

  /** The fit model of the highest version; never one of a lower version than is served already. */
  private newest(fit: readonly FitModel[]): FitModel | null {
    const sorted = [...fit].sort((a, b) => BY_VERSION.compare(b.file.manifest.version, a.file.manifest.version));
    const [first, second] = sorted;
    if (!first) return null;
    if (second?.file.manifest.version === first.file.manifest.version) {
      throw new Error(
        `the model folder holds two models of version ${first.file.manifest.version} and no ${SERVING_FILE} that says which is served`,
      );
    }
    const servedVersion = this.served?.model.identity.version;
    const lower = servedVersion !== undefined && BY_VERSION.compare(first.file.manifest.version, servedVersion) < 0;
    return lower ? null : first;
  }

  private takeShadow(model: RiskModel | null): void {
    if (model === this.shadow?.model) return;
    this.shadow = model && new ShadowTally(model, this.clock());
  }
}

function pinned(fit: readonly FitModel[], sha256: string, role: string): FitModel {
  const found = fit.find(({ file }) => file.manifest.sha256 === sha256);
  if (!found) throw new Error(`${SERVING_FILE}: no fit model of hash ${sha256.slice(0, 12)}… for ${role}`);
  return found;
}

/** Loaded from the same file under the same terms: it need not be loaded again. */
function isOf(model: RiskModel, { manifest }: CheckedModelFile): boolean {
  if (model.identity.fileSha256 !== manifest.sha256 || model.identity.version !== manifest.version) return false;
  const { frailtyShape, baseRate7d, operatingPoint } = manifest;
  return JSON.stringify(model.terms) === JSON.stringify({ frailtyShape, baseRate7d, operatingPoint });
}
