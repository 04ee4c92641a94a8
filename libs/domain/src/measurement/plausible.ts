/**
 * The range outside which a value cannot be a measurement of a living person or of air people breathe. A message with such a value is
 * refused; everything inside is kept, however odd. Design choice, wide on purpose.
 */
export interface PlausibleRange {
  readonly least: number;
  readonly most: number;
}

export const PLAUSIBLE = {
  fev1Litres: { least: 0.1, most: 9 },
  fvcLitres: { least: 0.1, most: 10 },
  pefLitresPerSecond: { least: 0.3, most: 20 },
  fef2575LitresPerSecond: { least: 0.02, most: 15 },
  forcedExpiratoryTimeSeconds: { least: 0.2, most: 30 },
  backExtrapolatedVolumeLitres: { least: 0, most: 2 },
  pefLitresPerMinute: { least: 20, most: 1200 },
  peakInspiratoryFlowLitresPerMinute: { least: 0, most: 300 },
  inhaledVolumeLitres: { least: 0, most: 8 },
  inhalationSeconds: { least: 0, most: 20 },
  tiltDegrees: { least: 0, most: 180 },
  pm25MicrogramsPerM3: { least: 0, most: 2000 },
  pm10MicrogramsPerM3: { least: 0, most: 5000 },
  no2MicrogramsPerM3: { least: 0, most: 2000 },
  o3MicrogramsPerM3: { least: 0, most: 1500 },
  temperatureCelsius: { least: -60, most: 60 },
  relativeHumidityPercent: { least: 0, most: 100 },
  pressureHectopascals: { least: 850, most: 1100 },
  windMetresPerSecond: { least: 0, most: 100 },
} as const satisfies Record<string, PlausibleRange>;
