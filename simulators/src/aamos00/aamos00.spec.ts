import { describe, expect, it } from '@jest/globals';
import { patientProfile } from '@airway-twin/contracts/http';
import { csvRows } from './csv-table.js';
import { participantRegistration } from './participant.js';
import { aamosTable, contractRefusal } from './replay-aamos00.js';
import { diaryEntries, environmentMessages, inhalerMessages, peakFlowMessages, weeklyEntries } from './study-events.js';

// Made-up rows in the layout of the published files.
const peakFlow = (...lines: string[]) =>
  csvRows('peakflow.csv', ['"user_key","date","hour","pef_max","pefs","morning"', ...lines].join('\n'));
const inhaler = (...lines: string[]) =>
  csvRows('inhaler.csv', ['"user_key","date","hour","name"', ...lines].join('\n'));
const daily = (...lines: string[]) =>
  csvRows(
    'daily.csv',
    [
      '"user_key","date","daily_night_symp","daily_day_symp","daily_limit_activity","daily_prev_inhaler","daily_relief_inhaler","daily_triggers"',
      ...lines,
    ].join('\n'),
  );
const weekly = (...lines: string[]) =>
  csvRows(
    'weekly.csv',
    [
      '"user_key","date","weekly_night_symp","weekly_day_symp","weekly_limit_activity","weekly_short_breath","weekly_wheeze","weekly_relief_inhaler","weekly_doc","weekly_hospital","weekly_er","weekly_oral"',
      ...lines,
    ].join('\n'),
  );
const info = (...cells: string[]) =>
  csvRows('patient_info.csv', ['"user_key","sex","age_range","pef_best"', cells.join(',')].join('\n'))[0]!;

describe('peak-flow rows', () => {
  it('are one session each with their single blows, in the hour of the participant', () => {
    const [session] = peakFlowMessages('900', peakFlow('"900",3,10,488,"488|483|433",TRUE'));
    expect(session).toMatchObject({
      deviceId: 'aamos-900-peakflow',
      payload: { seq: 0, blowsLitresPerMinute: [488, 483, 433], measuredAt: '2021-06-04T09:30:00.000Z' },
    });
    expect(contractRefusal(session!)).toBeNull();
  });

  it.each(['NA', '""'])('without single blows (%s) hold the maximum alone', (pefs) => {
    const [session] = peakFlowMessages('900', peakFlow(`"900",3,10,409,${pefs},TRUE`));
    expect(session!.payload['blowsLitresPerMinute']).toEqual([409]);
  });

  it('with an impossible blow are sent as they are, and the contract refuses them', () => {
    const [session] = peakFlowMessages('900', peakFlow('"900",3,10,9000,"9000|400",TRUE'));
    expect(contractRefusal(session!)).toMatch(/impossible-value blowsLitresPerMinute.0/);
  });

  it('with a cell that is no number are an error that names file, row and column', () => {
    expect(() => peakFlowMessages('900', peakFlow('"900",3,10,409,"409|x",TRUE'))).toThrow(
      'peakflow.csv, row 2, column pefs: expected numbers parted by |, got "409|x"',
    );
    expect(() => peakFlowMessages('900', peakFlow('"900",three,10,409,"409",TRUE'))).toThrow(
      'peakflow.csv, row 2, column date: expected a number, got "three"',
    );
  });
});

describe('inhaler rows', () => {
  const rows = inhaler(
    '"900",-5,13,"VENTOLIN"',
    '"900",-5,13,"VENTOLIN"',
    '"900",-5,13,"Salamol"',
    '"900",1,8,"Fostair"',
  );

  it('of one hour are distinct doses, spread over it', () => {
    const events = inhalerMessages('900', rows);
    expect(events.map((event) => event.payload['seq'])).toEqual([0, 1, 2, 3]);
    expect(events.slice(0, 3).map((event) => event.payload['measuredAt'])).toEqual([
      '2021-05-27T12:10:00.000Z',
      '2021-05-27T12:30:00.000Z',
      '2021-05-27T12:50:00.000Z',
    ]);
  });

  it('of Fostair are a controller, never a reliever', () => {
    const drugs = inhalerMessages('900', rows).map((event) => String(event.payload['drug']));
    expect(drugs).toEqual(['salbutamol', 'salbutamol', 'salbutamol', 'beclometasone-formoterol']);
    const { medications } = participantRegistration(info('900', '"female"', '"30-39yo"', '450'), drugs).patients[0]!;
    expect(medications).toMatchObject([
      { drug: 'beclometasone-formoterol', role: 'controller', dosesPerDay: null },
      { drug: 'salbutamol', role: 'reliever', dosesPerDay: 0 },
    ]);
  });

  it('of a drug nobody knows are sent by their name and refused', () => {
    const [event] = inhalerMessages('900', inhaler('"900",1,8,"Mystery"'));
    expect(contractRefusal(event!)).toMatch(/invalid-value drug/);
  });
});

describe('what the data set lacks', () => {
  it('is marked unknown, not made up', () => {
    const profile = participantRegistration(info('900', '"female"', '"50+yo"', 'NA'), []).patients[0]!;
    expect(profile).toMatchObject({
      patientId: 'aamos-900',
      clock: 'data',
      age: { kind: 'range', fromYears: 50, toYears: null },
      heightCm: null,
      attacksLastYear: null,
      declaredBestPefLitresPerMinute: null,
      medications: [],
    });
    expect(patientProfile.safeParse(profile).success).toBe(true);
    expect(participantRegistration(info('900', 'NA', 'NA', '450'), []).patients[0]).toMatchObject({
      sex: null,
      age: { kind: 'unknown' },
    });
  });

  it('a missing column is an error that names file and column', () => {
    const [row] = csvRows('peakflow.csv', 'user_key,date\n900,3');
    expect(() => row!.text('hour')).toThrow('peakflow.csv: expected a column named hour');
  });
});

describe('diary rows', () => {
  it('hold binned reliever use as an interval, and triggers by name', () => {
    const [day] = diaryEntries('900', daily('"900",2,FALSE,TRUE,NA,"2","5","4,9,20"'));
    expect(day!.entry).toMatchObject({
      localDate: '2021-06-03',
      nightWaking: false,
      daySymptoms: true,
      activityLimited: null,
      controllerTaken: 'usual',
      relieverPuffs: { atLeast: 5, atMost: 8 },
      triggers: ['smells-or-fumes', 'pollen', 'other'],
    });
    expect(contractRefusal(day!)).toBeNull();
  });

  it('of no trigger hold none, and the top bin has no upper end', () => {
    const [day] = diaryEntries('900', daily('"900",2,FALSE,TRUE,TRUE,"1","12","1"'));
    expect(day!.entry).toMatchObject({ triggers: [], relieverPuffs: { atLeast: 12, atMost: null } });
  });

  it('of a stray bin are an error that says which there are', () => {
    expect(() => diaryEntries('900', daily('"900",2,FALSE,TRUE,TRUE,"1","7","1"'))).toThrow(
      'daily.csv, row 2, column daily_relief_inhaler: expected one of 0, 1, 3, 5, 9, 12, got 7',
    );
  });
});

describe('weekly rows', () => {
  it('place unscheduled care on the day of the row plus the offset', () => {
    const [week] = weeklyEntries('900', weekly('"900",14,NA,"5",NA,"3","2","3","-4,-2","0","0","3"'));
    expect(week!.entry).toMatchObject({
      localDate: '2021-06-15',
      nightWakingDays: null,
      daySymptomDays: 5,
      relieverPuffsPerDay: { atLeast: 3, atMost: 4 },
      unscheduledDoctorDates: ['2021-06-11', '2021-06-13'],
      emergencyDates: [],
      oralSteroid: 'more-than-usual',
    });
    expect(contractRefusal(week!)).toBeNull();
  });
});

describe('environment rows', () => {
  it('keep missing values missing and name pollen as the contract does', () => {
    const rows = csvRows(
      'environment.csv',
      [
        'user_key,date,temperature,temperature_min,temperature_max,pressure,humidity,wind_speed,no2,o3,pm2_5,pm10,grass_pollen,tree_pollen,weed_pollen',
        '900,0,14.5,13.3,15.5,1016,95,5.1,NA,60.1,1.9,2.8,High,NA,Very High',
      ].join('\n'),
    );
    const [day] = environmentMessages('900', rows);
    expect(day!.payload).toMatchObject({
      localDate: '2021-06-01',
      no2MicrogramsPerM3: null,
      grassPollen: 'high',
      treePollen: null,
      weedPollen: 'very-high',
    });
    expect(contractRefusal(day!)).toBeNull();
  });
});

describe('the closing table', () => {
  const count = {
    file: 'f',
    stream: 'peakflow.session' as const,
    rows: 3,
    sent: 3,
    refusedByContract: 0,
    newlyStored: 3,
    duplicates: 0,
  };

  it('is OK when all is stored once, and a mismatch when not', () => {
    expect(aamosTable([{ ...count, stored: 3, ok: true }])).toMatchObject({ ok: true });
    expect(aamosTable([{ ...count, stored: 2, ok: false }]).text).toMatch(/MISMATCH$/);
  });
});
