/** The flow-volume loop of the clinician's page. */
export const flowVolume = {
  'flowVolume.title': 'Flow-volume loop',
  'flowVolume.loading': 'Computing the loop from the airway model …',
  'flowVolume.notLoaded': 'The airway model could not be loaded. Reload the page when the connection is back.',
  'flowVolume.axis.volume': 'expired volume from full lungs, L',
  'flowVolume.axis.flow': 'flow, L/s',
  'flowVolume.measured': 'Newest blow',
  'flowVolume.now': 'Airway model, the twin’s state as shown; shaded: the 80% band of constriction',
  'flowVolume.open': 'This patient’s airways when open: the model without constriction or inflammation',
  'flowVolume.openAssumed': 'Open airways of an average body: the model without constriction or inflammation',
  'flowVolume.noBlow': 'no spirometer blow yet',
  'flowVolume.noCurve': 'its device sent no curve',
  'flowVolume.notEnough': 'Not enough breaths yet for a curve of now.',
  'flowVolume.afterReliever':
    'After a reliever nobody can tell how far these airways have opened: no curve of now until the next blow.',
  'flowVolume.oldData': 'old data',
  'flowVolume.seen.measured': 'The measured curve peaks at {pef} L/s.',
  'flowVolume.seen.noMeasured': 'There is no measured curve.',
  'flowVolume.seen.now':
    'The model’s curve for the present estimate peaks at {pef} L/s, and at {open} L/s with open airways.',
  'flowVolume.figures': 'Figures of the curves',
  'flowVolume.row.pef': 'PEF, L/s',
  'flowVolume.row.fev1': 'FEV₁, L',
  'flowVolume.row.fvc': 'FVC, L',
  'flowVolume.row.fef2575': 'FEF25–75, L/s',
  'flowVolume.column.measured': 'Measured',
  'flowVolume.column.now': 'Model, now',
  'flowVolume.column.open': 'Model, open',
  'flowVolume.caption':
    'The model is built from age, height and sex and sized by this patient’s own blows; not from a scan. Model and spirometer differ in their peak: compare shape and change.',
  'flowVolume.captionAssumed':
    'Age, height or sex is not known or out of range: a typical value stands in, so the model’s volumes are those of an average body. Not from a scan. Compare shape and change.',
};
