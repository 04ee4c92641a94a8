import type { RiskContribution } from '@airway-twin/domain/risk';
import { contributionWay, featureName, featureValue } from '../i18n/risk-text.js';
import { useSpeech } from '../i18n/speech.js';
import { riskParts, type RiskPart, type ScoredRisk } from './risk-parts.js';

/** A bar that doubles or halves the odds is at least half as long as there is room for. */
const FULL_AT_LEAST = 2 * Math.LN2;
const NAMED_PER_GROUP = 2;
const NAMED_FROM = 0.05;
/** Less than this moves the odds by less than a twentieth: named, not drawn. */
const DRAWN_FROM = Math.log(1.05);

/** The score as bars to the right (raises) and to the left (lowers), one per group, each with its strongest features. */
export function RiskBars({ risk }: { readonly risk: ScoredRisk }) {
  const { say } = useSpeech();
  const parts = riskParts(risk);
  const drawn = parts.filter(({ logOdds }) => Math.abs(logOdds) >= DRAWN_FROM);
  const small = parts.filter(({ logOdds }) => Math.abs(logOdds) < DRAWN_FROM);
  const full = Math.max(FULL_AT_LEAST, ...drawn.map(({ logOdds }) => Math.abs(logOdds)));
  return (
    <>
      <p className="muted small">{say('risk.madeOfNote')}</p>
      <ul className="risk-bars" data-testid="risk-bars">
        {drawn.map((part) => (
          <Bar key={part.group} part={part} full={full} />
        ))}
      </ul>
      {small.length > 0 && (
        <p className="muted small" data-testid="risk-small-parts">
          {say('risk.smallParts', { parts: small.map(({ group }) => say(`riskGroup.${group}`)).join(' · ') })}
        </p>
      )}
    </>
  );
}

function Bar({ part, full }: { readonly part: RiskPart; readonly full: number }) {
  const { say, number } = useSpeech();
  const factor = Math.exp(Math.abs(part.logOdds));
  const way = contributionWay(part);
  const named = part.contributions.filter(({ logOdds }) => Math.abs(logOdds) >= NAMED_FROM).slice(0, NAMED_PER_GROUP);
  return (
    <li data-testid={`risk-part-${part.group}`} data-way={way}>
      <span className="risk-bar-name">{say(`riskGroup.${part.group}`)}</span>
      <span className="risk-bar-track" aria-hidden="true">
        <span className={`risk-bar risk-bar-${way}`} style={{ width: `${(50 * Math.abs(part.logOdds)) / full}%` }} />
      </span>
      <span className="risk-bar-figure">{say(`risk.${way}`, { factor: number(factor, factor < 1.2 ? 2 : 1) })}</span>
      {named.length > 0 && (
        <ul className="risk-bar-features">
          {named.map((one) => (
            <Feature key={one.feature} contribution={one} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Feature({ contribution }: { readonly contribution: RiskContribution }) {
  const speech = useSpeech();
  const { feature, value } = contribution;
  return (
    <li>
      <span className={`way-${contributionWay(contribution)}`} aria-hidden="true">
        {contribution.logOdds > 0 ? '▲' : '▼'}
      </span>{' '}
      {speech.say('label.of', { label: featureName(speech, feature) })} <b>{featureValue(speech, feature, value)}</b>
    </li>
  );
}
