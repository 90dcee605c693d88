import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink';

import { explore } from '../../../checker/explore.js';
import { counterexampleOf, machineOf } from '../../../cli/answer.js';
import { type OpenedRun, propertyOf, whyWrong } from '../../../cli/opened-run.js';
import { App } from '../../../cli/screens/app.js';
import { UNICODE } from '../../../cli/screens/replay/glyphs.js';
import { questionOf } from '../../../cli/screens/replay/question.js';
import { openReplay, type Replay } from '../../../cli/screens/replay/replay.js';
import { Timeline } from '../../../cli/screens/replay/timeline.js';
import { Desk, type Screen } from '../../../cli/screens/screen.js';
import { type Line, plainText } from '../../../cli/screens/text.js';
import { type Scenario, variantOf } from '../../../scenarios/scenario.js';

/** A run to a violation of a scenario, explored just now. */
export async function opened(
  scenario: Scenario,
  given: Record<string, string>,
  property: string,
): Promise<OpenedRun> {
  const variant = variantOf(scenario, given);
  const machine = machineOf(scenario, variant);
  const { properties } = await explore(machine);
  const run = counterexampleOf(properties.find((p) => p.name === property)!);
  if (run === null) throw new Error(`${property} is not violated`);
  const why = whyWrong(machine, propertyOf(machine, property, scenario.name), run);
  return { scenario, variant, machine, property, verdict: 'violated', why, run };
}

export const replayOf = (run: OpenedRun): Replay =>
  openReplay(questionOf(run), new Timeline(run.machine, run.run), 'saved.itf.json');

export const textOf = (lines: readonly Line[]): string => lines.map((l) => plainText(l).trimEnd()).join('\n');

/** A terminal that remembers what was written to it. */
class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  last = '';

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
  }

  write(text: string): boolean {
    this.last = text;
    return true;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }
}

class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  private data: string | null = null;

  setEncoding(): void {}
  setRawMode(): void {}
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}

  type(text: string): void {
    this.data = text;
    this.emit('readable');
  }

  read(): string | null {
    const { data } = this;
    this.data = null;
    return data;
  }
}

export interface FakeTerminal {
  readonly stdout: FakeStdout;
  readonly desk: Desk;
  /** Bytes as a terminal sends them. */
  type(text: string): Promise<void>;
  /** The whole screen as ink drew it, without colours. */
  screen(): string;
  /** With colours. */
  painted(): string;
  close(): void;
}

/** Shows a screen in ink on a terminal of a size. */
export async function show(
  make: (desk: Desk) => Screen,
  [columns, rows]: readonly [number, number] = [80, 24],
  options: { readonly speaks?: boolean; readonly paint?: (line: Line) => string } = {},
): Promise<FakeTerminal> {
  const stdout = new FakeStdout(columns, rows);
  const stdin = new FakeStdin();
  const desk = new Desk({ aborted: false, by: null });
  void desk.open(make(desk));
  const ink = render(<App desk={desk} paint={options.paint ?? plainText} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: options.speaks ?? false,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  await settle();
  return {
    stdout,
    desk,
    async type(text) {
      stdin.type(text);
      await settle();
      // Escape alone is waited with, as it could begin a longer key.
      if (text.endsWith('\x1b')) await new Promise((resolve) => setTimeout(resolve, 40));
      await settle();
    },
    screen: () =>
      stripVTControlCharacters(stdout.last)
        .split('\n')
        .map((l) => l.trimEnd())
        .join('\n'),
    painted: () => stdout.last,
    close: () => ink.unmount(),
  };
}

export const glyphs = UNICODE;
