import type { Desk, Screen } from '../screen.js';
import type { Line, Size } from '../text.js';
import type { Glyphs } from './glyphs.js';
import { press } from './keys.js';
import { replayScreen } from './layout.js';
import { type Effect, type Replay, say } from './replay.js';
import { spoken } from './spoken.js';

/** What a replay needs of the world. */
export interface Outside {
  /** Writes the run to a file in the form that its name asks for, and says what it wrote. */
  save(replay: Replay, file: string): Promise<string>;
  /** The diagram as text. */
  diagram(replay: Replay): string;
}

/** A replay on a terminal: keeps the moment it is at, and does what keys ask of the outside. */
export class ReplayScreen implements Screen {
  constructor(
    private replay: Replay,
    private readonly glyphs: Glyphs,
    private readonly desk: Desk,
    private readonly outside: Outside,
  ) {}

  draw(size: Size): readonly Line[] {
    return replayScreen(this.replay, this.glyphs, size);
  }

  speak(): readonly string[] {
    return spoken(this.replay);
  }

  press(key: string): void {
    this.replay = press(this.replay, key);
    const { effect } = this.replay;
    if (effect !== null) this.perform(effect);
    this.desk.changed();
  }

  private perform(effect: Effect): void {
    switch (effect.kind) {
      case 'quit':
        this.desk.close(this);
        return;
      case 'redraw':
        this.desk.host.redraw();
        return;
      case 'suspend':
        this.desk.host.suspend();
        return;
      case 'copy': {
        const text = Buffer.from(this.outside.diagram(this.replay)).toString('base64');
        // OSC 52: the terminal puts it into its clipboard, also over ssh.
        this.desk.host.write(`\x1b]52;c;${text}\x07`);
        this.replay = say(this.replay, 'the diagram was given to the terminal, to be pasted');
        return;
      }
      case 'save':
        this.outside.save(this.replay, effect.file).then(
          (wrote) => this.tell(wrote),
          (error: Error) => this.tell(error.message),
        );
    }
  }

  private tell(message: string): void {
    this.replay = say(this.replay, message);
    this.desk.changed();
  }
}
