import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Builds dist/ once per run: the command-line tests start the built program, so a stale build would
 * test yesterday's code. PANIC_CHECK_SKIP_BUILD=1 skips it when dist/ is known to be fresh.
 */
export default function setup(): void {
  if (process.env.PANIC_CHECK_SKIP_BUILD) return;
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  });
}
