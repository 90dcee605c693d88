import { UsageError } from '../../scenarios/scenario.js';
import { styles } from '../io.js';
import type { OpenedRun } from '../opened-run.js';
import { FORMATS, type Format } from './format-names.js';
import { replayText } from './replay-text.js';

const ENDINGS: readonly (readonly [ending: string, format: Format])[] = [
  ['.itf.json', 'itf'],
  ['.json', 'json'],
  ['.txt', 'text'],
  ['.mmd', 'mermaid'],
  ['.mermaid', 'mermaid'],
  ['.svg', 'svg'],
  ['.html', 'html'],
];

/** The form that the name of a file asks for. */
export function formatOf(file: string): Format {
  const found = ENDINGS.find(([ending]) => file.endsWith(ending));
  if (found !== undefined) return found[1];
  throw new UsageError(
    `${file}: the name does not say in which form`,
    `name it *${ENDINGS.map(([ending]) => ending).join(', *')}, or say --format ${FORMATS.join(', ')}`,
  );
}

/** How wide text in a file is: what can be pasted into mail. */
const WIDTH = 100;

export async function formatRun(opened: OpenedRun, format: Format): Promise<string> {
  const { scenario, variant, machine, property, verdict, run } = opened;
  switch (format) {
    case 'text':
      return replayText(opened, styles('never', {}, { isTTY: false, columns: undefined }), WIDTH);
    case 'mermaid':
      return (await import('./mermaid.js')).mermaid(opened);
    case 'svg':
      return (await import('./run-picture.js')).runSvg(opened);
    case 'html':
      return (await import('./html.js')).runHtml(opened);
    case 'itf': {
      const { writeItf } = await import('../../checker/trace/itf.js');
      return writeItf(run, machine, {
        scenario: scenario.name,
        variant: { ...variant },
        property,
        verdict,
      });
    }
    case 'json': {
      const { document, openedJson } = await import('./json.js');
      return document(openedJson(opened));
    }
  }
}
