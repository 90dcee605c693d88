import { Chalk, type ChalkInstance } from 'chalk';

/** Everything the command line touches of the process, so that tests can stand in for it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interruption: Interruption;
  /** Where screens can be shown and keys be read; absent in pipes, in CI, and where a terminal cannot move its cursor. */
  readonly terminal?: Terminal;
}

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

export interface Stream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** Ctrl-C and its relatives: a search looks at `aborted`, the exit code comes from `by`. */
export interface Interruption {
  aborted: boolean;
  by: 'SIGINT' | 'SIGTERM' | null;
}

export type ColorChoice = 'auto' | 'always' | 'never';

/** Output never gets wider than this, so that it can be pasted into mail. */
const MAX_WIDTH = 100;
/** Nothing sensible fits into less; narrower terminals wrap by themselves. */
const MIN_WIDTH = 60;

export function widthOf({ isTTY, columns }: Stream): number {
  return isTTY && columns ? Math.min(Math.max(columns, MIN_WIDTH), MAX_WIDTH) : MAX_WIDTH;
}

/** --color, then FORCE_COLOR, then NO_COLOR, then whether a person is looking. */
export function wantsColor(choice: ColorChoice, env: Io['env'], stream: Stream): boolean {
  if (choice !== 'auto') return choice === 'always';
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  // no-color.org: present and not empty, whatever the value.
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return stream.isTTY && env.TERM !== 'dumb';
}

/** Sixteen colours are enough, and every terminal shows them in the theme that its owner chose. */
export function styles(choice: ColorChoice, env: Io['env'], stream: Stream): ChalkInstance {
  return new Chalk({ level: wantsColor(choice, env, stream) ? 1 : 0 });
}

/** The real thing. */
export function processIo(): Io {
  const interruption: Interruption = { aborted: false, by: null };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // The second one means it: whatever hangs, the user gets the prompt back.
      if (interruption.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
      interruption.aborted = true;
      interruption.by = signal;
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `panic-check … | head` is no error; there is only nobody left to tell.
      if (error.code !== 'EPIPE') throw error;
      interruption.aborted = true;
    });
  const look = ({ isTTY, columns }: NodeJS.WriteStream): Stream => ({ isTTY: isTTY === true, columns });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdout: look(process.stdout),
    stderr: look(process.stderr),
    env: process.env,
    interruption,
    ...(isInteractive() && { terminal: { stdin: process.stdin, stdout: process.stdout } }),
  };
}

/** CI systems pretend to be terminals, but nobody types there. */
const isInteractive = (): boolean =>
  process.stdin.isTTY === true &&
  process.stdout.isTTY === true &&
  !process.env.CI &&
  process.env.TERM !== 'dumb';
