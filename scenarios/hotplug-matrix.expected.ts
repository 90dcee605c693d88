import type { Expectation } from './scenario.js';

/** The table of the patch, and what a panic meets in each of its cells (docs/crash-hotplug.md). */

const TABLE = 'the table in a72bbec70da2, posted Jun 2023';
const NODE = 'crash_check_update_elfcorehdr(), v6.6';

/** Where user space unloads and reloads the image: behaviour (a) of the table. */
const RELOADS: readonly { readonly id: string; readonly when: Expectation['when']; readonly why: string }[] =
  [
    {
      id: 'M1',
      when: { kernel: 'old' },
      why: 'the kernel has no node crash_hotplug, so udev loads the image again',
    },
    {
      id: 'M2',
      when: { kernel: 'new', udev: 'old' },
      why: 'the udev rule does not ask for the node, so it loads the image again, whatever the kernel does',
    },
    {
      id: 'M3',
      when: { kernel: 'new', 'kexec-tools': 'old', load: 'kexec_load' },
      why: 'KEXEC_UPDATE_ELFCOREHDR is not set, the node says 0, and udev loads the image again',
    },
  ];
/** Where the kernel updates the image, and user space lets it: behaviour (b). */
const UPDATES: readonly { readonly id: string; readonly when: Expectation['when']; readonly why: string }[] =
  [
    {
      id: 'M4',
      when: { kernel: 'new', 'kexec-tools': 'new', udev: 'new' },
      why: 'the node says 1, and the kernel updates the elfcorehdr in place',
    },
    {
      id: 'M5',
      when: { kernel: 'new', load: 'kexec_file_load', udev: 'new' },
      why: 'the kernel made the image itself, so it updates it, whatever the kexec-tools',
    },
  ];
const say = (
  property: string,
  verdict: Expectation['verdict'],
  cells: typeof RELOADS,
  confidence: Expectation['confidence'] = 'sure',
): Expectation[] => cells.map((c) => ({ ...c, property, verdict, source: TABLE, confidence }));

export const hotplugMatrixExpectations: readonly Expectation[] = [
  ...say('stays-armed', 'violated', RELOADS),
  ...say('stays-armed', 'holds', UPDATES),
  ...say('reload-gap', 'holds', RELOADS),
  ...say('reload-gap', 'violated', UPDATES),
  ...say('rewrite-gap', 'holds', UPDATES),
  {
    id: 'M3',
    property: 'rewrite-gap',
    when: { kernel: 'new', 'kexec-tools': 'old', load: 'kexec_load' },
    verdict: 'violated',
    why: 'the kernel does not touch this image',
    source: TABLE,
    confidence: 'sure',
  },
  ...say('elfcorehdr-fresh', 'holds', [...RELOADS, ...UPDATES]),
  ...say('digest-consistency', 'holds', [...RELOADS, ...UPDATES]),
  {
    id: 'M6',
    property: 'rearmed',
    when: { 'kexec-tools': 'blind' },
    verdict: 'violated',
    why: 'the old kernel refuses the flag that it does not know with -EINVAL, after the old image was unloaded',
    source: 'kexec_load_check(), v6.1',
    confidence: 'likely',
  },
  ...say(
    'rearmed',
    'holds',
    RELOADS.map((c) => ({
      ...c,
      when: { ...c.when, 'kexec-tools': c.when['kexec-tools'] ?? ['old', 'new'] },
    })),
  ),
  {
    id: 'N1',
    property: 'kdump-starts',
    when: { kernel: 'new', udev: 'new', load: 'kexec_file_load' },
    verdict: 'violated',
    why: 'udev reads the node, which takes the kexec lock for a moment; the panic is refused',
    source: NODE,
    confidence: 'sure',
  },
  {
    id: 'N1',
    property: 'kdump-starts',
    when: { kernel: 'new', udev: 'new', load: 'kexec_load' },
    verdict: 'violated',
    why: 'udev reads the node, which takes the kexec lock for a moment; the panic is refused',
    source: NODE,
    confidence: 'sure',
  },
  {
    id: 'N1',
    property: 'kdump-starts',
    when: { kernel: 'new', 'kexec-tools': 'old', load: 'kexec_load' },
    verdict: 'violated',
    why: 'the handler takes the kexec lock only to see that it has nothing to do; the panic is refused',
    source: 'crash_handle_hotplug_event(), v6.6',
    confidence: 'sure',
  },
];
