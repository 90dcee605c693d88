import { nbconFunctions } from '../model/kernel/nbcon.js';
import { seen, smp_stop_nmi_callback, stop_nmi } from '../model/kernel/panic_console.js';
import {
  call,
  fn,
  noDeadlock,
  on,
  point,
  read,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { oneContextPerConsole } from '../properties/one-context-per-console.js';
import { panicTextOnConsole } from '../properties/panic-text-on-console.js';
import { nbconExpectations } from './nbcon.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Is one atomic word enough to share a console with a panic? H9, H10. */

function build(v: Variant) {
  const k = nbconFunctions({
    checks: v.driver === 'checks',
    unsafe: v['last-flush'] === 'unsafe',
    stop: v.stop === 'complete' ? 'complete' : 'may time out',
  });
  const kernel = (file: string) => ({ file, versions: 'any' });
  const task = fn('sysrq_trigger', { source: kernel('drivers/tty/sysrq.c') }, () => ({
    panic: call(k.panic),
  }));
  const nmi = fn('unknown_nmi_error', { source: kernel('arch/x86/kernel/nmi.c') }, () => ({
    panic: call(k.panic),
  }));
  const vectors: VectorBinding[] = [on(stop_nmi, smp_stop_nmi_callback)];
  const fromNmi = v['panic-from'] === 'nmi';
  if (fromNmi) vectors.push(on(vector('unknown_nmi', 'nmi'), nmi, { times: 1, on: [0] }));
  const registers = (['first', 'last'] as const).map((label) => point(k.write_atomic, label));
  const machine = system({
    name: 'nbcon',
    cpus: 2,
    tasks: fromNmi ? [k.nbcon_kthread_func, k.nbcon_kthread_func] : [task, k.nbcon_kthread_func],
    vectors,
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      oneContextPerConsole(registers, [point(smp_stop_nmi_callback, '')]),
      panicTextOnConsole(read(seen.panic_said), read(seen.panic_sent)),
      ...codePromises(machine),
    ],
  };
}

export const nbconScenario: Scenario = {
  name: 'nbcon',
  question: 'Can a panic share a console with whoever prints on it by one atomic word?',
  about: `\
An nbcon console has no lock but a word: who owns it, at which priority, who waits for it, and whether the owner is in the
middle of something. A panic takes it from a lower priority when it is safe, asks for it and waits when it is not, and at
the very end may take it all the same. Every owner has to look, before each access to the device, whether it still is one.

One CPU (or, for an NMI, both) prints a line when another one panics. A line is two accesses to the device.`,
  options: [
    {
      name: 'driver',
      says: 'whether the driver looks if it still owns the console',
      values: [
        { name: 'checks', says: 'before and after each access, as it must' },
        { name: 'no-checks', says: 'it does not' },
      ],
      default: 'checks',
    },
    {
      name: 'last-flush',
      says: 'what the last flush of panic() may do',
      values: [
        { name: 'unsafe', says: 'take the console in an unsafe state' },
        { name: 'safe', says: 'only what the first one may' },
      ],
      default: 'unsafe',
    },
    {
      name: 'panic-from',
      says: 'the context that panics',
      values: [
        { name: 'task', says: 'a task of another CPU' },
        { name: 'nmi', says: 'an NMI on a CPU that prints' },
      ],
      default: 'task',
    },
    {
      name: 'stop',
      says: 'whether panic() goes on before the other CPU has stopped',
      values: [
        { name: 'complete', says: 'no' },
        { name: 'may-time-out', says: 'it may: the wait is bounded' },
      ],
      default: 'complete',
    },
  ],
  compares: 'driver',
  contradiction: () => null,
  build,
  expectations: nbconExpectations,
  unreached: [
    {
      steps: ['__nbcon_context_update_unsafe.can_proceed.owner_matches.waited_for.at_once'],
      reason:
        'a waiter asks only while the owner is unsafe, and the owner hands over as soon as it no longer is',
    },
    {
      steps: [
        'nbcon-no-checks',
        'nbcon-no-checks-late',
        'nbcon-no-checks-safe',
        'nbcon-no-checks-safe-late',
      ].map((form) => `panic@${form}.pending.nbcon_atomic_flush_unsafe`),
      reason: 'a driver that declares nothing unsafe lets the panic take the console at once',
    },
  ],
  notYet: [],
};
