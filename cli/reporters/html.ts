import { explainWaits } from '../../checker/trace/deadlock.js';
import { listing } from '../../model/language/print-c.js';
import { type OpenedRun, titleOfRun, verdictText } from '../opened-run.js';
import { questionOf } from '../screens/replay/question.js';
import { placeAt } from '../screens/replay/source-panel.js';
import { groupsOf } from '../screens/replay/state-panel.js';
import { Timeline } from '../screens/replay/timeline.js';
import type { Line } from '../screens/text.js';
import { HTML_SCRIPT, HTML_STYLE } from './html-page.js';
import { runLines } from './run-picture.js';
import { escapeXml, styleSheet } from './svg.js';
import { runSize, variantText } from './variant.js';

/**
 * A run as one page that needs nothing else: the lanes to read from top to bottom, and where scripts run, to step through
 * with the state and the source beside them.
 */
export function runHtml(opened: OpenedRun): string {
  const { scenario, variant, property, verdict, run } = opened;
  const { heads, rows } = runLines(opened);
  const title = `${titleOfRun(opened)}: ${property} ${verdictText(verdict)}`;
  const data = JSON.stringify(pageData(opened)).replaceAll('<', '\\u003c');
  const steps = rows.map(
    (lines, i) =>
      `<span class="step" data-step="${Math.min(i, run.steps.length)}">${lines.map(htmlLine).join('')}</span>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>${styleSheet('color')}${HTML_STYLE}</style>
<h1>${escapeXml(title)}</h1>
<p>${escapeXml(scenario.question)} ${escapeXml(variantText(scenario, variant))}. ${escapeXml(runSize(run))}.
<p class="key" id="keys" hidden>j k or arrows: step &middot; g G: start, end &middot; click a step to go there
<main>
<pre id="lanes">${heads.map(htmlLine).join('')}${steps.join('')}</pre>
<aside hidden id="beside">
<p><input id="scrubber" type="range" min="0" max="${run.steps.length}" value="0" aria-label="step"> <output id="position"></output>
<section><h2>Changed</h2><pre id="changed"></pre></section>
<section><h2 id="place">Source</h2><pre id="source"></pre></section>
<section><h2>State</h2><pre id="state"></pre></section>
<section><h2>Who waits</h2><pre id="waits"></pre></section>
</aside>
</main>
<script type="application/json" id="data">${data}</script>
<script>${HTML_SCRIPT}</script>
</html>
`;
}

const htmlLine = (of: Line): string =>
  `<span class="row">${of
    .map(({ text, style }) =>
      style === 'plain' ? escapeXml(text) : `<span class="${style}">${escapeXml(text)}</span>`,
    )
    .join('')}</span>\n`;

/** What the page needs for each position: what differs from the position before, and which line of which listing. */
function pageData(opened: OpenedRun) {
  const { functions } = questionOf(opened);
  const timeline = new Timeline(opened.machine, opened.run);
  const listings: Record<string, { where: string; lines: { text: string; label: string | null }[] }> = {};
  let before: Record<string, string> = {};
  const positions = Array.from({ length: timeline.length + 1 }, (_, position) => {
    const values = valuesAt(timeline, position);
    const set = Object.entries(values).filter(([key, value]) => before[key] !== value);
    const gone = Object.keys(before).filter((key) => !(key in values));
    before = values;
    const place = placeAt(timeline, position);
    const fn = place?.path.at(-1);
    const code = fn === undefined ? undefined : functions.get(fn.fn);
    if (fn !== undefined && code !== undefined)
      listings[fn.fn] ??= {
        where: `${fn.name}(): ${fn.source.file}, ${fn.source.versions}`,
        lines: listing(code).map(({ text, label }) => ({ text, label })),
      };
    const waits = explainWaits(timeline.machine, timeline.state(position), (field) =>
      timeline.lastWrite(field, position),
    );
    return { set, gone, fn: fn?.fn ?? null, labels: [...(place?.labels ?? [])], waits };
  });
  return { positions, listings };
}

/** Every value by its owner and name: `CPU 0 nmi, in panic(): old`. */
function valuesAt(timeline: Timeline, position: number): Record<string, string> {
  const state = timeline.state(position);
  return Object.fromEntries(
    groupsOf(timeline.machine, state, state).flatMap(({ owner, entries }) =>
      entries.map(({ name, value }) => [`${owner}: ${name}`, value]),
    ),
  );
}
