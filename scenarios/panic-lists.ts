import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { emergency_restart } from '../model/kernel/panic.js';
import {
  type Block,
  call,
  explain,
  fn,
  ignored,
  initially,
  local_irq_disable,
  ne,
  noDeadlock,
  park,
  read,
  system,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import type { Expectation, Scenario, Variant } from './scenario.js';

/** Would several lists of panic notifiers serve better than one? The proposals of April and May 2022. */

const LISTS = ['hypervisor', 'info', 'pre-reboot'] as const;
type List = (typeof LISTS)[number];

/** The lists that run before the capture kernel is tried. */
function before(v: Variant): readonly List[] {
  if (v.order === 'kdump-first') return [];
  if (v.order === 'kdump-last') return LISTS;
  if (v.order === 'review') return v.dumper === 'yes' ? ['hypervisor', 'info'] : ['hypervisor'];
  return LISTS.slice(0, Number(v.order.replace('level-', '')));
}

function build(v: Variant) {
  const { __crash_kexec } = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const source = {
    file: 'kernel/panic.c',
    versions: 'posted, Apr 2022 (30 patches), and its review, May 2022',
  };
  const early = before(v);
  const label = (list: List) => list.replace('-', '_');
  const run = (lists: readonly List[]): Block =>
    Object.fromEntries(
      lists.map((list) => [
        `${label(list)}_list`,
        list === v.bad
          ? explain('one of its callbacks waits for what a stopped CPU holds', park)
          : ignored('its callbacks do no harm'),
      ]),
    );
  const panic = fn('panic', { form: `lists-${v.order}`, source }, () => ({
    irq_off: local_irq_disable,
    stop_others: ignored('the other CPUs are stopped first'),
    ...run(early),
    kmsg_dump: ignored('between the info list and the capture kernel, if a dumper is registered'),
    crash_kexec: call(__crash_kexec),
    ...run(LISTS.filter((list) => !early.includes(list))),
    restart: call(emergency_restart),
    post_reboot_list: ignored('runs only where the restart did not happen'),
  }));
  const machine = system({
    name: 'panic-lists',
    cpus: 1,
    tasks: panic,
    init:
      v.image === 'loaded'
        ? [
            initially(kexec.kexec_crash_image, 'old'),
            initially(kexec.crash_memory, 'old'),
            initially(kexec.crashk_prot, 'RO'),
          ]
        : [],
  });
  return {
    system: machine,
    // Nobody loads or unloads, and the one CPU panics: with an image, the capture kernel is owed from the beginning.
    properties: [
      kdumpStarts(ne(read(kexec.kexec_crash_image), 'NULL')),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

/** Settings in which the bad list runs before the capture kernel is tried. */
const IN_THE_WAY: readonly Expectation['when'][] = [
  { order: 'kdump-last', bad: LISTS },
  { order: 'level-1', bad: 'hypervisor' },
  { order: 'level-2', bad: ['hypervisor', 'info'] },
  { order: 'review', bad: 'hypervisor' },
  { order: 'review', bad: 'info', dumper: 'yes' },
];

const PROPOSALS = 'the series of Apr 2022 and its review, May 2022';

export const panicListsScenario: Scenario = {
  name: 'panic-lists',
  question: 'Would several lists of panic notifiers serve better than one?',
  about: `\
All panic notifiers are in one list, which runs after the capture kernel was tried, or, with crash_kexec_post_notifiers, all
before it. The series of April 2022 sorts them into lists (hypervisor, info, pre-reboot, post-reboot) and lets a level say how
many of them run before the capture kernel. The review of May 2022 fixes the order instead: the hypervisor list always, the
info list only if a kmsg dumper is registered, the rest after.

One CPU panics, the others are stopped. One list has a callback that never comes back.`,
  options: [
    {
      name: 'order',
      says: 'what runs before the capture kernel is tried',
      values: [
        { name: 'kdump-first', says: 'no list: as today, and level 0 of the series' },
        { name: 'level-1', says: 'the hypervisor list' },
        { name: 'level-2', says: 'the hypervisor and the info list' },
        { name: 'kdump-last', says: 'all of them: crash_kexec_post_notifiers, and the highest level' },
        { name: 'review', says: 'the hypervisor list, and the info list if there is a kmsg dumper' },
      ],
      default: 'kdump-first',
    },
    {
      name: 'bad',
      says: 'the list with the callback that never comes back',
      values: ['none', ...LISTS].map((name) => ({
        name,
        says: name === 'none' ? 'no list' : `the ${name} list`,
      })),
      default: 'info',
    },
    {
      name: 'dumper',
      says: 'whether a kmsg dumper is registered',
      values: [
        { name: 'yes', says: 'yes' },
        { name: 'no', says: 'no' },
      ],
      default: 'yes',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'loaded', says: 'yes' },
        { name: 'none', says: 'no' },
      ],
      default: 'loaded',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '1', says: '1 CPU' }], default: '1' },
  ],
  compares: 'order',
  contradiction: (v) =>
    v.dumper === 'no' && v.order !== 'review' ? 'dumper=no makes a difference only to order=review' : null,
  build,
  expectations: [
    ...IN_THE_WAY.flatMap((when) =>
      (['kdump-starts', 'no-deadlock'] as const).map(
        (property): Expectation => ({
          id: 'D.3',
          property,
          when: { ...when, image: 'loaded' },
          verdict: 'violated',
          why: 'the callback that never comes back stands before the capture kernel',
          source: PROPOSALS,
          confidence: 'likely',
        }),
      ),
    ),
    {
      id: 'D.3',
      property: 'no-deadlock',
      when: { bad: LISTS, image: 'none' },
      verdict: 'violated',
      why: 'without an image every order comes to the bad list before it restarts (D11)',
      source: PROPOSALS,
      confidence: 'likely',
    },
    {
      id: 'D.3',
      property: 'kdump-starts',
      when: { image: 'none' },
      verdict: 'vacuous',
      why: 'there is no image',
      source: 'the settings themselves',
      confidence: 'sure',
    },
  ],
  unreached: [
    { steps: ['__crash_kexec@cmpxchg.locked.refused'], reason: 'nobody else takes the kexec lock' },
  ],
  notYet: [
    { id: 'D.3 post-reboot', reason: 'the list that runs when a restart fails: a restart ends the run here' },
  ],
};
