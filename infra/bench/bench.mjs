/**
 * The benchmark: `npm run bench -- [ingest|screen|scale|mechanics|twin|risk|avatar] [--rounds N] [--messages N] [--rate N] [--patients N] [--broker NAME] [--quick] [--save FILE]`. Prints one JSON line per result,
 * `{name, value, unit, ratioTo?, ratio?}`, on standard output and its progress on standard error. Ends with 1 when a message was lost,
 * doubled or not shown; a target that is missed is said, but depends on the machine.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startDemo, untilHistoryIsLoaded } from '../bootstrap/demo-product.mjs';
import { sayOnStandardError, say } from '../bootstrap/say.mjs';
import { measureAvatar } from './avatar.mjs';
import { connectCohort, startLine } from './line.mjs';
import { measureIngest } from './ingest.mjs';
import { measureMechanics, TABLE_CURVES } from './mechanics.mjs';
import { parseOptions } from './options.mjs';
import { stopAllParts } from './part.mjs';
import { measureRawBroker, startSubscriber } from './raw-broker.mjs';
import { measureRawUnnest } from './raw-unnest.mjs';
import { measureRecord } from './record.mjs';
import { loadLine, median, quantile, saveResults, shortened, targetLines } from './results.mjs';
import { measureRisk } from './risk.mjs';
import { measureScale } from './scale.mjs';
import { scalePlot } from './scale-plot.mjs';
import { measureScreen } from './screen.mjs';
import { measureTwin } from './twin.mjs';

/** Shown in the README. */
const SCALE_PLOT = fileURLToPath(new URL('./cost-by-patients.svg', import.meta.url));

const options = parseOptions(process.argv.slice(2));
if ('problem' in options) {
  console.error(options.problem);
  process.exit(2);
}
sayOnStandardError();

/** @type {import('./line.mjs').Line | null} */
let line = null;
/** @type {Awaited<ReturnType<typeof startDemo>> | null} */
let demo = null;
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (isEnding) return;
    say(`${signal}: ending what was started`);
    void end(130);
  });
}

for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => void fail(error));

/** @type {import('./results.mjs').Result[]} */
const results = [];
const loadBefore = loadavg()[0];
try {
  if (loadBefore > cpus().length / 2) say(`this machine is busy: what follows is less than it can do (${loadLine()})`);
  if (options.parts.includes('mechanics')) benchMechanics();
  if (options.parts.includes('twin')) benchTwin();
  if (options.parts.includes('risk')) await benchRisk();
  if (options.parts.includes('avatar')) await benchAvatar();
  if (options.parts.some((part) => part === 'ingest' || part === 'screen' || part === 'scale')) {
    say(`starting database, brokers (${options.broker}) and API`);
    line = await startLine(options);
    if (options.parts.includes('ingest')) await benchIngest(line);
    if (options.parts.includes('screen')) await benchScreen(line);
    if (options.parts.includes('scale')) await benchScale(line);
  }
  for (const text of targetLines(results)) say(text);
  if (options.save !== null) saveResults(options.save, results, { ...options, loadBefore });
  await end(0);
} catch (error) {
  await fail(error);
}

/** @param {Error} error */
async function fail(error) {
  if (isEnding) return;
  console.error(error.stack);
  await end(1);
}

/** How quickly the airways breathe; each beside what the same machine needs for the least of it. */
function benchMechanics() {
  const { curveMs, rawCurveMs, tableMs, lookupUs, rawLookupUs } = measureMechanics(options.mechanicsRounds);
  print({ name: 'raw.tube-laws', value: rawCurveMs, unit: 'ms' });
  print({ name: 'mechanics.curve', value: curveMs, unit: 'ms' });
  print({ name: 'mechanics.curve', value: curveMs, unit: 'ms', ratioTo: 'raw.tube-laws', ratio: curveMs / rawCurveMs });
  print({ name: 'mechanics.table', value: tableMs, unit: 'ms' });
  const curves = TABLE_CURVES * curveMs;
  print({ name: 'mechanics.table', value: tableMs, unit: 'ms', ratioTo: '121 curves', ratio: tableMs / curves });
  print({ name: 'raw.sixteen-reads', value: rawLookupUs, unit: 'µs' });
  print({ name: 'mechanics.lookup', value: lookupUs, unit: 'µs' });
  const lookup = { name: 'mechanics.lookup', value: lookupUs, unit: 'µs' };
  print({ ...lookup, ratioTo: 'raw.sixteen-reads', ratio: lookupUs / rawLookupUs });
}

/** How quickly the twin follows, by stream; beside what reading and writing the same state as JSON, and one bare update, take here. */
function benchTwin() {
  const { foldByStream, fold, present, forecast, rawJson, rawUpdate, stateBytes } = measureTwin(options.twinRounds);
  const us = (name, value) => ({ name, value, unit: 'µs' });
  print(us('raw.state-as-json', rawJson.medianUs));
  print(us('raw.kalman-13', rawUpdate.medianUs));
  for (const [stream, { medianUs, p99Us }] of Object.entries(foldByStream)) {
    print(us(`twin.fold.${stream}.p50`, medianUs));
    print(us(`twin.fold.${stream}.p99`, p99Us));
  }
  print({ ...us('twin.fold.p50', fold.medianUs), ratioTo: 'raw.kalman-13', ratio: fold.medianUs / rawUpdate.medianUs });
  print({
    ...us('twin.fold.p50', fold.medianUs),
    ratioTo: 'raw.state-as-json',
    ratio: fold.medianUs / rawJson.medianUs,
  });
  print(us('twin.fold.p99', fold.p99Us));
  for (const [name, times] of Object.entries({ present, forecast })) {
    const p50 = us(`twin.${name}.p50`, times.medianUs);
    print({ ...p50, ratioTo: 'raw.state-as-json', ratio: times.medianUs / rawJson.medianUs });
    print(us(`twin.${name}.p99`, times.p99Us));
  }
  print({ name: 'twin.state', value: stateBytes, unit: 'bytes' });
}

/** What scoring costs in the pipeline; `ratio`: the bare run's share of it, 1 when the pipeline added nothing. */
async function benchRisk() {
  for (const { batch, rawUs, ...parts } of await measureRisk(options.riskRounds)) {
    const raw = `raw.session-run.${batch}`;
    print({ name: raw, value: rawUs, unit: 'µs' });
    for (const [name, us] of Object.entries(parts)) {
      print({
        name: `risk.${name.replace('Us', '')}.${batch}`,
        value: us,
        unit: 'µs',
        ratioTo: raw,
        ratio: rawUs / us,
      });
    }
  }
}

/** What the picture costs: drawing it, changing it, and getting it for the first time. */
async function benchAvatar() {
  say('drawing the avatar in a browser');
  const cost = await measureAvatar(options.avatarRounds, options.graphics);
  print({ name: 'avatar.draw-calls', value: cost.calls, unit: 'calls' });
  print({ name: 'avatar.triangles', value: cost.triangles, unit: 'triangles' });
  print({ name: 'avatar.update', value: cost.updateMs, unit: 'ms' });
  print({ name: 'avatar.ease-step', value: cost.easeMs, unit: 'ms' });
  print({ name: 'avatar.growing', value: cost.growMs, unit: 'ms' });
  print({ name: 'avatar.modelling', value: cost.bakeMs, unit: 'ms' });
  print({ name: 'avatar.script', value: cost.scriptBytes / 1000, unit: 'kB' });
  print({ name: 'avatar.script.gzip', value: cost.scriptGzipBytes / 1000, unit: 'kB' });
  print({ name: 'avatar.update.in-browser', value: cost.browserUpdateMs, unit: 'ms' });
  print({ name: 'avatar.frame.script', value: cost.frameMs, unit: 'ms' });
  // From the address typed; most of it is WebGL in software here, and a graphics card needs a fraction.
  print({ name: 'avatar.first-picture', value: cost.firstPictureMs, unit: 'ms' });
  print({ name: 'avatar.smooth-picture', value: cost.wholePictureMs, unit: 'ms' });
  const { perSecond, renderer, isSoftware } = cost.frames;
  say(`breathing at 1440 × 900 in full detail, drawn by ${renderer}`);
  // What a processor draws in the place of a graphics card tells nothing of a laptop.
  const name = `avatar.frames-per-second${isSoftware ? '.in-software' : ''}`;
  print({ name, value: perSecond, unit: 'frames/s' });
  await benchRecord();
}

/** What a clinician waits for: the first picture on a record whose data are there, with database, simulators and browser on the same machine. */
async function benchRecord() {
  say('starting the product with its demo cohort');
  demo = await startDemo({ outputTo: 2 });
  const url = await demo.up();
  await untilHistoryIsLoaded(url);
  say(`opening records (${loadLine()})`);
  const firstMs = (await measureRecord(url, options.recordLoads)).sort((a, b) => a - b);
  await demo.stop();
  demo = null;
  say(`record: first picture in ${firstMs.map((ms) => ms.toFixed(0)).join(', ')} ms (${loadLine()})`);
  print({ name: 'record.first-picture', value: median(firstMs), unit: 'ms' });
  print({ name: 'record.first-picture.least', value: firstMs[0], unit: 'ms' });
  print({ name: 'record.first-picture.most', value: firstMs.at(-1), unit: 'ms' });
}

/** @param {import('./line.mjs').Line} running */
async function benchIngest(running) {
  const subscriber = await startSubscriber(running);
  /** @type {Awaited<ReturnType<typeof round>>[]} */
  const rounds = [];
  await round(running, subscriber, 'warm-up', options.warmUpMessages);
  for (let number = 1; number <= options.rounds; number++) {
    const one = await round(running, subscriber, `round-${number}`, options.messages);
    rounds.push(one);
    say(
      `round ${number} of ${options.rounds}: unnest ${one.unnest.toFixed(0)}/s, broker ${one.broker.toFixed(0)}/s, ` +
        `durable ${one.durable.toFixed(0)}/s (${cpuLine(one.cpuMs)}${loadLine()})`,
    );
  }
  await subscriber.stop();
  const unnest = median(rounds.map((each) => each.unnest));
  const broker = median(rounds.map((each) => each.broker));
  const durable = median(rounds.map((each) => each.durable));
  print({ name: 'raw.unnest', value: unnest, unit: 'rows/s' });
  print({ name: 'raw.broker-to-subscriber', value: broker, unit: 'messages/s' });
  const ingest = { name: 'ingest.durable', value: durable, unit: 'messages/s' };
  print({ ...ingest, ratioTo: 'raw.unnest', ratio: durable / unnest });
  print({ ...ingest, ratioTo: 'raw.broker-to-subscriber', ratio: durable / broker });
  for (const part of ['api', 'database', 'broker', 'publisher']) {
    const cpu = rounds.flatMap(({ cpuMs }) => cpuMs[part] ?? []);
    // Milliseconds a message are seconds per thousand.
    if (cpu.length > 0) print({ name: `ingest.cpu.${part}`, value: median(cpu), unit: 'CPU-s/1000 messages' });
    else say(`ingest.cpu.${part}: not measured, there is no /proc here`);
  }
}

/** The three measurements one after the other, so that what else the machine does spreads over all of them. */
async function round(running, subscriber, cohort, messages) {
  const plan = { cohort, messages, untilMs: Date.now() };
  const unnest = await measureRawUnnest(running.databaseUrl, `raw-${cohort}`, messages);
  await connectCohort(running, cohort, running.rawBrokerUrl);
  const broker = await measureRawBroker(subscriber, running, plan);
  await connectCohort(running, cohort, running.brokerUrl);
  const { messagesPerSecond, cpuMsPerMessage } = await measureIngest(running, plan);
  return { unnest, broker, durable: messagesPerSecond, cpuMs: cpuMsPerMessage };
}

/** What the processes of the line used for a message, to tell where the machine's time goes. */
function cpuLine(cpuMs) {
  if (cpuMs.api === null) return '';
  const each = Object.entries(cpuMs).map(([name, ms]) => `${name} ${ms?.toFixed(3) ?? '?'}`);
  return `CPU ms/message: ${each.join(', ')}; `;
}

/** @param {import('./line.mjs').Line} running */
async function benchScreen(running) {
  const { latenciesMs, expected, sentPerSecond, hopsMs, apiCpuShare } = await measureScreen(
    running,
    options.screenRate,
    options.screenSeconds,
  );
  const cpu = apiCpuShare === null ? '' : `, the API used ${(apiCpuShare * 100).toFixed(0)} % of a core`;
  say(
    `screens: sent at ${sentPerSecond.toFixed(0)}/s${cpu}, ${latenciesMs.length} of ${expected} shown (${loadLine()})`,
  );
  // The newest few thousand messages, as the API counts them.
  const hops = Object.entries(hopsMs).map(([hop, { p50Ms, p99Ms }]) => `${hop} ${p50Ms}/${p99Ms} ms`);
  say(`p50/p99 of the hops: ${hops.join(', ')}`);
  if (latenciesMs.length !== expected) {
    throw new Error(`screens: ${latenciesMs.length} of ${expected} messages of the watched patients were shown`);
  }
  print({ name: 'screen.latency.p50', value: quantile(latenciesMs, 0.5), unit: 'ms' });
  print({ name: 'screen.latency.p99', value: quantile(latenciesMs, 0.99), unit: 'ms' });
  print({ name: 'screen.sent', value: expected, unit: 'messages' });
  print({
    name: 'screen.shown',
    value: latenciesMs.length,
    unit: 'messages',
    ratioTo: 'screen.sent',
    ratio: latenciesMs.length / expected,
  });
}

/** What a message costs however many are registered, and the picture of it. @param {import('./line.mjs').Line} running */
async function benchScale(running) {
  if (!options.parts.includes('ingest')) {
    await connectCohort(running, 'warm-up', running.brokerUrl);
    await measureIngest(running, { cohort: 'warm-up', messages: options.warmUpMessages, untilMs: Date.now() });
  }
  const { messages, scaleSizes: sizes } = options;
  const found = await measureScale(running, { messages, sizes, told: say });
  const [least] = found;
  for (const { patients, messagesPerSecond, cpuMs } of found) {
    say(`${patients} patients: ${messagesPerSecond.toFixed(0)} messages/s (${cpuLine(cpuMs)}${loadLine()})`);
    if (cpuMs.api === null) continue;
    const perMessage = cpuMs.api + (cpuMs.database ?? 0);
    const ratio = perMessage / (least.cpuMs.api + (least.cpuMs.database ?? 0));
    const name = `scale.cpu.${patients}`;
    print({ name, value: perMessage, unit: 'CPU-s/1000 messages', ratioTo: `scale.cpu.${least.patients}`, ratio });
  }
  const conditions = `${messages} messages of 100 patients each time, the other patients quiet; ${cpus().length} cores`;
  writeFileSync(SCALE_PLOT, scalePlot(found, conditions));
  say(`drawn: ${SCALE_PLOT}`);
}

/** @param {import('./results.mjs').Result} result */
function print(result) {
  const { value, ratio } = result;
  const short = { ...result, value: shortened(value), ...(ratio !== undefined && { ratio: shortened(ratio) }) };
  results.push(short);
  console.log(JSON.stringify(short));
}

/** @param {number} code @returns {Promise<never>} */
async function end(code) {
  isEnding = true;
  // The API first, while its broker and database are there: it lets go of its shards, and its CPU profile is written.
  await Promise.allSettled([line?.stop(), demo?.stop()]);
  await stopAllParts();
  process.exit(code);
}
