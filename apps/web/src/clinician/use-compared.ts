import { useMemo } from 'react';
import { WHAT_IF_DAYS } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import type { DrawnTwin } from '../avatar/drawn-twin.js';
import type { Speech } from '../i18n/speech.js';
import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { isSimulated } from '../what-if/compared.js';
import { picturedPoint, simulatedTwin } from '../what-if/simulated-twin.js';
import { useWhatIf } from '../what-if/use-what-if.js';
import {
  instantBefore,
  scenarioOf,
  simulatedLabel,
  standingFor,
  stateFigures,
  stateLabel,
  type ComparedChoice,
} from './compared-choice.js';
import { useTwinThen } from './use-twin-then.js';

/** A second state to be drawn beside the shown one, with the labels of both and what they show in figures. */
export interface Compared {
  readonly twin: DrawnTwin;
  readonly ownLabel: string;
  readonly label: string;
  readonly figures: readonly [own: string, other: string];
}

export interface ComparedState {
  /** Null while there is nothing to draw; `told` says why. */
  readonly compared: Compared | null;
  readonly told: string | null;
  readonly failure: ApiFailure | null;
}

interface ComparedOf {
  readonly choice: ComparedChoice;
  readonly profile: PatientProfile;
  /** What the picture shows, and whether that is a past instant. */
  readonly moment: { readonly twin: DrawnTwin; readonly past: boolean };
  /** The twin as it is now. */
  readonly now: TwinView;
  readonly revision: number;
  /** Does the shown instant stand still? Only then the server is asked for the other one. */
  readonly atRest: boolean;
  readonly frame: (atMs: number) => DrawnTwin | null;
}

interface Other {
  readonly twin: DrawnTwin;
  readonly label: string;
  readonly kind: 'estimated' | 'simulated';
}

/** What the shown state is compared with: another time of the record, now, or the end of a simulation from now. */
export function useCompared({ choice, profile, moment, now, revision, atRest, frame }: ComparedOf): ComparedState {
  const speech = useSpeech();
  const { patientId, timeZone } = profile;
  const wantedAtMs = instantBefore(choice, moment.twin.atMs);
  const then = useTwinThen(patientId, atRest ? wantedAtMs : null);
  const scenario = scenarioOf(choice);
  const wantsAhead = scenario !== null && !moment.past;
  const { answer, failure } = useWhatIf({
    patientId,
    days: WHAT_IF_DAYS.usual,
    revision,
    wanted: wantsAhead,
    ...(scenario !== null && { scenario }),
  });
  const run = answer?.runs.find((one) => one.scenario === scenario);
  const simulated = run && isSimulated(run) ? run : null;

  const other = useMemo((): Other | null => {
    const at = (atMs: number): string => speech.dateTime(atMs, timeZone);
    if (choice === 'now')
      return moment.past
        ? { twin: now, label: speech.say('compare.label.now', { at: at(now.atMs) }), kind: 'estimated' }
        : null;
    if (choice === 'nothing') return null;
    if (choice === 'day' || choice === 'week' || choice === 'fourWeeks') {
      if (wantedAtMs === null) return null;
      const twin = then.askedAtMs === wantedAtMs ? then.twin : (frame(wantedAtMs) ?? standingFor(wantedAtMs, then));
      return twin && { twin, label: speech.say(`compare.label.${choice}`, { at: at(twin.atMs) }), kind: 'estimated' };
    }
    if (!wantsAhead || scenario === null || simulated === null) return null;
    const point = picturedPoint(simulated);
    const label = simulatedLabel(speech, scenario, point.atMs - simulated.points[0]!.atMs);
    return { twin: simulatedTwin(point, now.zone.stale), label, kind: 'simulated' };
  }, [choice, speech, timeZone, moment.past, now, wantedAtMs, then, frame, wantsAhead, scenario, simulated]);

  const compared = useMemo((): Compared | null => {
    if (other === null) return null;
    const own = ownName(speech, timeZone, moment);
    return {
      twin: other.twin,
      ownLabel: stateLabel(speech, own, moment.twin),
      label: stateLabel(speech, other.label, other.twin),
      figures: [
        stateFigures(speech, own, moment.twin, 'estimated'),
        stateFigures(speech, other.label, other.twin, other.kind),
      ],
    };
  }, [other, speech, timeZone, moment]);

  const failed = then.failure ?? (wantsAhead ? failure : null);
  const told = (): string | null => {
    if (choice === 'nothing' || compared !== null || failed !== null) return null;
    if (scenario !== null && moment.past) return speech.say('compare.fromNow');
    if (run?.kind === 'unavailable') return speech.say(`whatIf.reason.${run.reason}`);
    return choice === 'now' ? null : speech.say('compare.loading');
  };
  return { compared, told: told(), failure: failed };
}

function ownName({ say, dateTime }: Speech, timeZone: string, { twin, past }: ComparedOf['moment']): string {
  return say(past ? 'compare.label.past' : 'compare.label.now', { at: dateTime(twin.atMs, timeZone) });
}
