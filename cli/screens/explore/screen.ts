import type { Progress } from '../../../checker/search.js';
import { counterexampleOf } from '../../answer.js';
import type { RowWatcher } from '../../commands/explore-rows.js';
import { propertyOf, whyWrong } from '../../opened-run.js';
import { progressText } from '../../reporters/progress.js';
import type { Row } from '../../reporters/table.js';
import type { Glyphs } from '../replay/glyphs.js';
import { replayScreenOf } from '../replay/open.js';
import type { Desk, Screen } from '../screen.js';
import { type Line, plainText, type Size } from '../text.js';
import { type Exploring, isDone, select, violations } from './exploration.js';
import { type ExploreAction, exploreAction } from './keys.js';
import { exploreScreen, helpLines } from './layout.js';

/** An exploration on a terminal: follows the search, and opens what it found. */
export class ExploreScreen implements Screen, RowWatcher {
  /** Called when somebody wants no more of it. */
  onQuit = (): void => {};

  constructor(
    private exploring: Exploring,
    private readonly glyphs: Glyphs,
    private readonly desk: Desk,
  ) {}

  // ---- What the search tells ----------------------------------------------------------------------------------------

  about(_label: string): void {
    this.become({ progress: null });
  }

  readonly update = (progress: Progress): void => this.become({ progress });

  say(said: string): void {
    this.become({ said });
  }

  rows(rows: readonly Row[]): void {
    this.become({ rows: [...rows], progress: null });
  }

  private become(change: Partial<Exploring>): void {
    this.exploring = { ...this.exploring, ...change };
    this.desk.changed();
  }

  // ---- What is seen and typed ---------------------------------------------------------------------------------------

  draw(size: Size): readonly Line[] {
    return exploreScreen(this.exploring, this.glyphs, size);
  }

  speak(): readonly string[] {
    const { exploring } = this;
    if (exploring.help) return helpLines().map(plainText);
    const found = violations(exploring);
    const { progress, rows, values, scenario } = exploring;
    return [
      `${scenario.name}: ${rows.length} of ${values.length} variants explored.`,
      ...(progress === null || isDone(exploring) ? [] : [progressText(values[rows.length], progress)]),
      ...found.map(
        (f, i) =>
          `${i === exploring.selected ? 'Selected: ' : ''}${f.value}: ${f.property.report.name} is violated.`,
      ),
      'Question mark lists the keys.',
    ];
  }

  press(key: string): void {
    const action = exploreAction(key);
    if (this.exploring.help) this.become({ help: false });
    else if (action !== undefined) this.actions[action]();
  }

  private readonly actions: Readonly<Record<ExploreAction, () => void>> = {
    next: () => this.choose(1),
    last: () => this.choose(-1),
    first: () => this.choose(Number.NEGATIVE_INFINITY),
    end: () => this.choose(Number.POSITIVE_INFINITY),
    open: () => this.openSelected(),
    help: () => this.become({ help: true }),
    redraw: () => this.desk.host.redraw(),
    suspend: () => this.desk.host.suspend(),
    quit: () => {
      this.onQuit();
      this.desk.close(this);
    },
  };

  private choose(by: number): void {
    this.exploring = select(this.exploring, by);
    this.desk.changed();
  }

  private openSelected(): void {
    const found = violations(this.exploring)[this.exploring.selected];
    if (found === undefined) return;
    const { answer, property } = found;
    const { scenario, variant, exploration } = answer;
    const { machine } = exploration;
    const { name, verdict } = property.report;
    const run = counterexampleOf(property.report)!;
    const why = whyWrong(machine, propertyOf(machine, name, scenario.name), run);
    const opened = { scenario, variant, machine, property: name, verdict, why, run };
    void this.desk.open(replayScreenOf(opened, this.glyphs, this.desk));
  }
}
