import { type ColorChoice, type Io, styles, type Terminal } from '../io.js';
import { painter } from './paint.js';
import { Desk } from './screen.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[H';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[2J\x1b[H';

/**
 * Shows screens on the terminal until the last of them is closed. However this ends, the terminal is afterwards as it was.
 * The first picture is there before ink is loaded, which takes longer than anything else here.
 */
export async function onTerminal(
  io: Io,
  terminal: Terminal,
  color: ColorChoice,
  show: (desk: Desk) => Promise<void>,
): Promise<void> {
  const { stdin, stdout } = terminal;
  // React is several times faster without its checks.
  process.env.NODE_ENV ??= 'production';
  const speaks = io.env.INK_SCREEN_READER === 'true';
  const paint = painter(styles(color, io.env, io.stdout));
  const desk = new Desk(io.interruption);
  const size = () => ({ width: stdout.columns ?? 80, height: (stdout.rows ?? 24) - 1 });

  let entered = false;
  const enter = () => {
    entered = true;
    if (!speaks) stdout.write(ENTER);
    stdin.setRawMode(true);
  };
  const leave = () => {
    if (!entered) return;
    entered = false;
    if (!speaks) stdout.write(LEAVE);
    stdin.setRawMode(false);
  };
  // Whoever ends the process, this is done: on a crash, too.
  const hangUp = () => process.exit(129);
  const terminated = () => desk.closeAll();
  process.on('exit', leave);
  process.on('SIGHUP', hangUp);
  process.on('SIGTERM', terminated);
  process.on('SIGINT', terminated);
  try {
    enter();
    const shown = show(desk).catch((error) => desk.fail(error));
    const firstPicture = () => {
      if (!speaks && desk.top !== null)
        stdout.write(`\x1b[H${desk.top.draw(size()).map(paint).join('\r\n')}`);
    };
    firstPicture();
    const unsubscribe = desk.onChange(firstPicture);
    const [{ render }, { App }, { createElement }] = await Promise.all([
      import('ink'),
      import('./app.js'),
      import('react'),
    ]);
    unsubscribe();
    if (desk.top !== null) {
      if (!speaks) stdout.write('\x1b[H');
      const ink = render(createElement(App, { desk, paint }), {
        ...terminal,
        exitOnCtrlC: false,
        patchConsole: false,
        maxFps: 60,
        isScreenReaderEnabled: speaks,
      });
      const afresh = () => {
        ink.clear();
        if (!speaks) stdout.write(CLEAR);
      };
      stdout.prependListener('resize', afresh);
      desk.host = {
        write: (text) => void stdout.write(text),
        // Ink would write nothing, as nothing has changed for it; so the picture that it knows of is written again.
        redraw: () => {
          if (speaks || desk.top === null) return;
          stdout.write(`${CLEAR}${desk.top.draw(size()).map(paint).join('\r\n')}\r\n`);
        },
        suspend: () => {
          leave();
          process.once('SIGCONT', () => {
            enter();
            desk.host.redraw();
          });
          process.kill(process.pid, 'SIGTSTP');
        },
      };
      await ink.waitUntilExit().catch((error: unknown) => desk.fail(error));
      stdout.off('resize', afresh);
      ink.unmount();
    }
    leave();
    await shown;
  } finally {
    leave();
    process.off('exit', leave);
    process.off('SIGHUP', hangUp);
    process.off('SIGTERM', terminated);
    process.off('SIGINT', terminated);
  }
  if (desk.error !== null) throw desk.error.error;
}
