import type { Observation, ObservationOf, Stream, StreamData } from '@airway-twin/domain/measurement';
import { medicationRole, type PatientProfile } from '@airway-twin/domain/patient';
import type { StreamArrival } from './decode.js';

/** The observation that a checked device message stands for, in that patient. Fields that the sensor left out become null. */
export function toObservation(arrival: StreamArrival, profile: PatientProfile): Observation {
  const { message } = arrival;
  return {
    stream: arrival.stream,
    siteId: arrival.site,
    patientId: profile.patientId,
    source: { deviceId: arrival.device, bootId: message.bootId, seq: message.seq },
    measuredAtMs: Date.parse(message.measuredAt),
    data: observationData(arrival, profile),
  } as ObservationOf<Stream> as Observation;
}

function observationData(arrival: StreamArrival, profile: PatientProfile): StreamData[Stream] {
  switch (arrival.stream) {
    case 'inhaler.actuation': {
      const { message } = arrival;
      const { role, assumed } = medicationRole(profile, message.drug);
      const technique = {
        peakInspiratoryFlowLitresPerMinute: message.peakInspiratoryFlowLitresPerMinute ?? null,
        inhaledVolumeLitres: message.inhaledVolumeLitres ?? null,
        inhalationSeconds: message.inhalationSeconds ?? null,
        shaken: message.shaken ?? null,
        tiltDegrees: message.tiltDegrees ?? null,
      };
      const sensed = Object.values(technique).some((value) => value !== null);
      return { drug: message.drug, role, roleAssumed: assumed, technique: sensed ? technique : null };
    }
    case 'spirometer.blow': {
      const { message } = arrival;
      return {
        sessionId: message.sessionId,
        fev1Litres: message.fev1Litres,
        fvcLitres: message.fvcLitres,
        pefLitresPerSecond: message.pefLitresPerSecond,
        fef2575LitresPerSecond: message.fef2575LitresPerSecond ?? null,
        forcedExpiratoryTimeSeconds: message.forcedExpiratoryTimeSeconds,
        backExtrapolatedVolumeLitres: message.backExtrapolatedVolumeLitres,
        reliever: message.reliever,
        flowVolumeCurve: message.flowVolumeCurve ?? null,
      };
    }
    case 'peakflow.session':
      return { blowsLitresPerMinute: arrival.message.blowsLitresPerMinute, reliever: arrival.message.reliever };
    case 'air.reading': {
      const { message } = arrival;
      return {
        placement: message.placement,
        pm25MicrogramsPerM3: message.pm25MicrogramsPerM3 ?? null,
        pm10MicrogramsPerM3: message.pm10MicrogramsPerM3 ?? null,
        no2MicrogramsPerM3: message.no2MicrogramsPerM3 ?? null,
        o3MicrogramsPerM3: message.o3MicrogramsPerM3 ?? null,
        temperatureCelsius: message.temperatureCelsius ?? null,
        relativeHumidityPercent: message.relativeHumidityPercent ?? null,
      };
    }
    case 'environment.day': {
      const { message } = arrival;
      return {
        localDate: message.localDate,
        grassPollen: message.grassPollen ?? null,
        treePollen: message.treePollen ?? null,
        weedPollen: message.weedPollen ?? null,
        temperatureCelsius: message.temperatureCelsius ?? null,
        temperatureMinCelsius: message.temperatureMinCelsius ?? null,
        temperatureMaxCelsius: message.temperatureMaxCelsius ?? null,
        relativeHumidityPercent: message.relativeHumidityPercent ?? null,
        pressureHectopascals: message.pressureHectopascals ?? null,
        windMetresPerSecond: message.windMetresPerSecond ?? null,
        pm25MicrogramsPerM3: message.pm25MicrogramsPerM3 ?? null,
        pm10MicrogramsPerM3: message.pm10MicrogramsPerM3 ?? null,
        no2MicrogramsPerM3: message.no2MicrogramsPerM3 ?? null,
        o3MicrogramsPerM3: message.o3MicrogramsPerM3 ?? null,
      };
    }
    case 'device.health':
      return {
        batteryPercent: arrival.message.batteryPercent ?? null,
        firmware: arrival.message.firmware ?? null,
        dosesLeft: arrival.message.dosesLeft ?? null,
      };
  }
}
