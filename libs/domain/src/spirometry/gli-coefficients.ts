import type { Sex } from '../patient/profile.js';
import type { GliGroup } from './reference-names.js';

/** M = exp(a0 + a1·ln height + a2·ln age + group + spline), S = exp(p0 + p1·ln age + group + spline), L = q0 + q1·ln age + spline. */
export interface GliCoefficients {
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly p0: number;
  readonly p1: number;
  readonly q0: number;
  readonly q1: number;
}

/** What a group other than `caucasian`, which is the equation's base, adds to ln M and to ln S. */
export type GroupOffset = Readonly<Record<Exclude<GliGroup, 'caucasian'>, { readonly m: number; readonly s: number }>>;

type GlobalMeasure = 'fev1' | 'fvc' | 'fev1Fvc';
type MeasureOf2012 = GlobalMeasure | 'fef2575';

/** GLI Global 2022: Bowerman et al., Am J Respir Crit Care Med 2023;207:768. Height in cm, age in years; race-neutral. */
export const GLI_GLOBAL_2022: Readonly<Record<Sex, Readonly<Record<GlobalMeasure, GliCoefficients>>>> = {
  male: {
    fev1: { a0: -11.399108, a1: 2.462664, a2: -0.011394, p0: -2.256278, p1: 0.080729, q0: 1.22703, q1: 0 },
    fvc: { a0: -12.629131, a1: 2.727421, a2: 0.009174, p0: -2.195595, p1: 0.068466, q0: 0.9346, q1: 0 },
    fev1Fvc: { a0: 1.022608, a1: -0.218592, a2: -0.027586, p0: -2.882025, p1: 0.068889, q0: 3.8243, q1: -0.3328 },
  },
  female: {
    fev1: { a0: -10.901689, a1: 2.385928, a2: -0.076386, p0: -2.364047, p1: 0.129402, q0: 1.21388, q1: 0 },
    fvc: { a0: -12.055901, a1: 2.621579, a2: -0.035975, p0: -2.310148, p1: 0.120428, q0: 0.899, q1: 0 },
    fev1Fvc: { a0: 0.9189568, a1: -0.1840671, a2: -0.0461306, p0: -3.171582, p1: 0.144358, q0: 6.649, q1: -0.992 },
  },
};

/** GLI-2012: Quanjer et al., Eur Respir J 2012;40:1324, to the four decimals of the official calculator. Height in cm, age in years. */
export const GLI_2012: Readonly<
  Record<Sex, Readonly<Record<MeasureOf2012, GliCoefficients & { readonly groups: GroupOffset }>>>
> = {
  male: {
    fev1: {
      ...{ a0: -10.342, a1: 2.2196, a2: 0.0574, p0: -2.3268, p1: 0.0798, q0: 0.8866, q1: 0.085 },
      groups: {
        'african-american': { m: -0.1589, s: 0.1096 },
        'north-east-asian': { m: -0.0351, s: -0.3973 },
        'south-east-asian': { m: -0.0881, s: 0.0327 },
        other: { m: -0.0708, s: 0.0114 },
      },
    },
    fvc: {
      ...{ a0: -11.2281, a1: 2.4135, a2: 0.0865, p0: -2.2963, p1: 0.0718, q0: 0.9481, q1: 0 },
      groups: {
        'african-american': { m: -0.1684, s: 0.0794 },
        'north-east-asian': { m: -0.0405, s: -0.46 },
        'south-east-asian': { m: -0.1177, s: 0.0325 },
        other: { m: -0.0825, s: -0.0503 },
      },
    },
    fev1Fvc: {
      ...{ a0: 0.7403, a1: -0.1595, a2: -0.0366, p0: -2.9595, p1: 0.1156, q0: 4.7101, q1: -0.6774 },
      groups: {
        'african-american': { m: 0.0079, s: -0.0381 },
        'north-east-asian': { m: 0.0055, s: -0.2227 },
        'south-east-asian': { m: 0.0283, s: -0.1414 },
        other: { m: 0.0106, s: -0.086 },
      },
    },
    fef2575: {
      ...{ a0: -6.9189, a1: 1.6895, a2: -0.1425, p0: -2.1034, p1: 0.2463, q0: 0.4986, q1: 0 },
      groups: {
        'african-american': { m: -0.1384, s: 0.1625 },
        'north-east-asian': { m: -0.0327, s: -0.1413 },
        'south-east-asian': { m: -0.0094, s: -0.1039 },
        other: { m: -0.0531, s: 0.0057 },
      },
    },
  },
  female: {
    fev1: {
      ...{ a0: -9.6987, a1: 2.1211, a2: -0.027, p0: -2.3765, p1: 0.0972, q0: 1.154, q1: 0 },
      groups: {
        'african-american': { m: -0.1484, s: 0.1016 },
        'north-east-asian': { m: -0.0149, s: -0.0109 },
        'south-east-asian': { m: -0.1208, s: 0.0733 },
        other: { m: -0.0708, s: 0.0114 },
      },
    },
    fvc: {
      ...{ a0: -10.403, a1: 2.2633, a2: 0.0234, p0: -2.3549, p1: 0.1017, q0: 0.8236, q1: 0 },
      groups: {
        'african-american': { m: -0.1555, s: 0.081 },
        'north-east-asian': { m: -0.0262, s: -0.1809 },
        'south-east-asian': { m: -0.1516, s: 0.0459 },
        other: { m: -0.0833, s: -0.0503 },
      },
    },
    fev1Fvc: {
      ...{ a0: 0.5506, a1: -0.1078, a2: -0.0544, p0: -3.2395, p1: 0.185, q0: 7.032, q1: -1.197 },
      groups: {
        'african-american': { m: 0.0055, s: 0.0307 },
        'north-east-asian': { m: 0.0088, s: -0.164 },
        'south-east-asian': { m: 0.0285, s: -0.1521 },
        other: { m: 0.0106, s: -0.086 },
      },
    },
    fef2575: {
      ...{ a0: -5.1682, a1: 1.4066, a2: -0.2618, p0: -2.2968, p1: 0.2847, q0: 1.2172, q1: -0.1781 },
      groups: {
        'african-american': { m: -0.1244, s: 0.1869 },
        'north-east-asian': { m: -0.0799, s: -0.0114 },
        'south-east-asian': { m: -0.0398, s: -0.0473 },
        other: { m: -0.0531, s: 0.0057 },
      },
    },
  },
};
