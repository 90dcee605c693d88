import type { Interruption } from '../io.js';
import type { Line, Size } from './text.js';

/** Something that fills a terminal and listens to keys. What it shows and what it does know nothing of ink. */
export interface Screen {
  draw(size: Size): readonly Line[];
  /** What there is to tell, line by line, to somebody who listens instead of looking. */
  speak(): readonly string[];
  press(key: string): void;
}

/**
 * The screens that are open, one on top of the other: the topmost is seen and gets the keys. A screen closes itself;
 * when none is left, that is the end.
 */
export class Desk {
  private readonly open_: { readonly screen: Screen; readonly closed: () => void }[] = [];
  private readonly listeners = new Set<() => void>();
  private failure: { readonly error: unknown } | null = null;
  /** Writes past the screens: to the clipboard of the terminal, or to have the screen drawn afresh. */
  host: Host = { write: () => {}, redraw: () => {}, suspend: () => {} };

  constructor(private readonly interruption: Interruption) {}

  get top(): Screen | null {
    return this.open_.at(-1)?.screen ?? null;
  }

  /** What went wrong while a key was handled; it ends everything. */
  get error(): { readonly error: unknown } | null {
    return this.failure;
  }

  /** Shows a screen. Resolves when it is closed. */
  open(screen: Screen): Promise<void> {
    return new Promise((closed) => {
      this.open_.push({ screen, closed });
      this.changed();
    });
  }

  close(screen: Screen): void {
    const at = this.open_.findIndex((o) => o.screen === screen);
    if (at < 0) return;
    for (const { closed } of this.open_.splice(at).reverse()) closed();
    this.changed();
  }

  closeAll(): void {
    if (this.open_.length > 0) this.close(this.open_[0].screen);
  }

  press(key: string): void {
    try {
      if (key === 'ctrl-c') this.interrupt();
      else this.top?.press(key);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ctrl-C: everything is over, not only the topmost screen. */
  private interrupt(): void {
    this.interruption.aborted = true;
    this.interruption.by ??= 'SIGINT';
    this.closeAll();
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.closeAll();
  }

  /** Called by screens when there is something new to see. */
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export interface Host {
  write(text: string): void;
  redraw(): void;
  suspend(): void;
}
