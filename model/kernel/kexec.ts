import {
  and,
  arm,
  at,
  atOn,
  type Block,
  type Cpu,
  call,
  choose,
  cond,
  type E,
  either,
  end,
  eq,
  existsCpu,
  explain,
  flag,
  fn,
  ghost,
  goto,
  ignored,
  type KernelFn,
  type Node,
  ne,
  not,
  note,
  oneOf,
  or,
  type Point,
  point,
  read,
  ret,
  set,
  shared,
  type Var,
  value,
  when,
  within,
  write,
  xchg,
} from '../language/index.js';
import { image, type KexecLock } from './kexec_lock.js';

/** The crash image and the memory it lives in, as kernel/kexec.c and kernel/kexec_core.c handle them. */

const CORE = { file: 'kernel/kexec_core.c', versions: 'v2.6.13 .. ; text of v6.1' };
const LOAD = { file: 'kernel/kexec.c', versions: 'v2.6.13 .. ; text of v6.1' };

/** The crash image: the pointer that __crash_kexec() follows, and the memory that it then jumps into. */
export const kexec = shared({
  kexec_crash_image: image,
  /** What the memory of the image of before holds: the reserved region, which a loader overwrites in place. */
  crash_memory: oneOf('empty', 'partial', 'old', 'new'),
  /** Page protection of the reserved memory (arch_kexec_protect_crashkres). */
  crashk_prot: oneOf('RW', 'RO'),
});

/** What the question remembers. */
export const seen = ghost({
  /**
   * Whether the capture kernel is owed: `due` once __crash_kexec() asks with an image loaded and no loader at work on
   * it; `excused` if a loader is at work when it asks, or at any time before it is refused.
   */
  kdump: oneOf('not-asked', 'no-image', 'excused', 'due'),
  /** The image that machine_kexec() jumps into. */
  jump_to: image,
  /** A reload failed after the old image was thrown away. */
  image_lost: flag,
});

const kdump = oneOf('not-asked', 'no-image', 'excused', 'due');
const result = oneOf('0', '-EBUSY', '-ENOMEM');

/** What differs between kernels in how a crash image is kept and taken. */
export interface KexecText {
  /** Whether all crash images share the memory reserved for them, as in the kernel, or have memory of their own. */
  readonly memory: 'reserved' | 'per-image';
  /** How __crash_kexec() gets the image: by a read, or by exchanging the pointer for NULL (until about 2.6.17). */
  readonly takes: 'read' | 'xchg';
  /** Another text of __crash_kexec(), as a patch has it; all else stays as it is. The kernel's, if left out. */
  readonly crashKexec?: (lock: KexecLock, text: CrashKexecText) => CrashKexec;
}

/** A text of __crash_kexec(). */
export interface CrashKexec {
  // biome-ignore lint/complexity/noBannedTypes: a function without parameters
  readonly __crash_kexec: KernelFn<{}, never, Block>;
  /** Where it has the lock: from having got it until it begins to give it back. */
  readonly critical: readonly Point[];
}

/** What __crash_kexec() depends on. */
export interface CrashKexecText {
  readonly form: string;
  readonly takes: KexecText['takes'];
  /** Somebody is at work on the image, under the lock: a panic that is refused meanwhile is excused. */
  readonly loading: E<boolean>;
  /** What comes after the jump, where that is part of the question; the capture kernel starts, if it is not. */
  readonly machine_kexec?: Node;
}

/** __crash_kexec(), which every panic that wants a dump goes through. */
export function crashKexecFunction(lock: KexecLock, text: CrashKexecText) {
  const { form, takes, loading } = text;
  return fn(
    '__crash_kexec',
    { form, source: CORE, locals: { got: flag, target: image } },
    ({ got, target }) => ({
      asked: note(
        seen.kdump,
        // What was due once stays due: a panic inside the panic excuses nothing.
        cond(
          eq(read(seen.kdump), 'due'),
          value(kdump, 'due'),
          cond(
            loading,
            value(kdump, 'excused'),
            cond(eq(read(kexec.kexec_crash_image), 'NULL'), value(kdump, 'no-image'), 'due'),
          ),
        ),
      ),
      trylock: call(lock.crash_trylock, {}, got),
      locked: when(
        got,
        {
          image:
            takes === 'xchg'
              ? xchg(kexec.kexec_crash_image, 'NULL', target)
              : set(target, read(kexec.kexec_crash_image)),
          loaded: when(ne(target, 'NULL'), {
            remember: note(seen.jump_to, target),
            crash_setup_regs: ignored('registers and vmcoreinfo go to memory of their own'),
            machine_crash_shutdown: ignored(
              'the other CPUs may run on until the jump here, which only adds runs',
            ),
            machine_kexec: text.machine_kexec ?? end('capture_kernel'),
          }),
          unlock: call(lock.crash_unlock),
        },
        { refused: note(seen.kdump, cond(loading, value(kdump, 'excused'), read(seen.kdump))) },
      ),
    }),
  );
}

const crashKexec = (lock: KexecLock, text: CrashKexecText): CrashKexec => {
  const __crash_kexec = crashKexecFunction(lock, text);
  return { __crash_kexec, critical: within(__crash_kexec, 'locked', { except: ['unlock', 'refused'] }) };
};

/** The functions that use the kexec lock, in the text that goes with that lock. */
export function kexecFunctions(lock: KexecLock, text: KexecText) {
  const form = lock.name;
  // A function cannot ask for its own program points before it exists; this is what point() would return.
  const anywhereIn = (name: string): Point => ({ fn: `${name}@${form}`, label: '', context: null });

  const do_kexec_load = fn(
    'do_kexec_load',
    {
      form,
      source: LOAD,
      returns: result,
      locals: { got: flag, unload: flag, previous: image, failed: flag, now: image },
    },
    ({ got, unload, previous, failed, now }) => ({
      trylock: call(lock.load_trylock, {}, got),
      busy: when(not(got), {
        ebusy: ret(value(result, '-EBUSY')),
      }),
      locked: when(got, {
        excuses: note(
          seen.kdump,
          cond(
            and(eq(read(seen.kdump), 'due'), at(anywhereIn('__crash_kexec'))),
            value(kdump, 'excused'),
            read(seen.kdump),
          ),
        ),
        segments: explain('user space loads an image, or unloads it (nr_segments == 0)', choose(unload)),
        look: set(previous, read(kexec.kexec_crash_image)),
        unprotect: when(ne(previous, 'NULL'), {
          arch_kexec_unprotect_crashkres: write(kexec.crashk_prot, 'RW'),
        }),
        take_old: xchg(kexec.kexec_crash_image, 'NULL', previous),
        free_old: when(ne(previous, 'NULL'), { kimage_free: write(kexec.crash_memory, 'empty') }),
        uninstall: when(unload, { done: goto('out_unlock') }),
        alloc: either({
          ok: arm('kimage_alloc_init() finds memory', { allocated: set(failed, false) }),
          enomem: arm('environment: kimage_alloc_init() may fail with -ENOMEM', {
            no_memory: set(failed, true),
          }),
        }),
        failed: when(failed, {
          lost: note(seen.image_lost, or(read(seen.image_lost), ne(previous, 'NULL'))),
          out: goto('out_unlock'),
        }),
        prepare: ignored(
          'machine_kexec_prepare() and the vmcoreinfo copy touch nothing that a panic looks at',
        ),
        ...(text.memory === 'reserved' && {
          kimage_load_segment: write(kexec.crash_memory, 'partial'),
          last_segment: write(kexec.crash_memory, 'new'),
        }),
        install: xchg(kexec.kexec_crash_image, 'new', previous),
        check: set(now, read(kexec.kexec_crash_image)),
        protect: when(ne(now, 'NULL'), { arch_kexec_protect_crashkres: write(kexec.crashk_prot, 'RO') }),
        out_unlock: call(lock.load_unlock),
      }),
      out: when(failed, { enomem: ret(value(result, '-ENOMEM')) }, { ok: ret(value(result, '0')) }),
    }),
  );

  /** A loader has the lock, or has just been given it, and has not given it back. */
  const loading = or(
    at(point(do_kexec_load, 'locked')),
    ...(lock.owner === null
      ? []
      : [
          existsCpu((c) =>
            and(atOn(c, point(do_kexec_load, 'trylock')), eq(read(lock.owner as Var<Cpu>), c)),
          ),
        ]),
  );

  const { __crash_kexec, critical } = (text.crashKexec ?? crashKexec)(lock, {
    form,
    takes: text.takes,
    loading,
  });

  const size = { form, source: { ...CORE, versions: 'v2.6.33 ..' } };
  /** Reads /sys/kernel/kexec_crash_size and gives up if the lock is taken. */
  const crash_get_memory_size = fn(
    'crash_get_memory_size',
    { ...size, locals: { got: flag } },
    ({ got }) => ({
      trylock: call(lock.size_trylock, {}, got),
      busy: when(not(got), { ebusy: ret() }),
      size: ignored('resource_size(&crashk_res) is constant'),
      unlock: call(lock.size_unlock),
    }),
  );
  /** The same in kernels whose lock is a mutex: it waits. Null for a lock that nobody waits for. */
  const { size_lock } = lock;
  const crash_get_memory_size_waits =
    size_lock === null
      ? null
      : fn(
          'crash_get_memory_size',
          { source: { ...size.source, versions: 'v2.6.33 .. v5.19' }, form: `${form}-waits` },
          () => ({
            lock: call(size_lock),
            size: ignored('resource_size(&crashk_res) is constant'),
            unlock: call(lock.size_unlock),
          }),
        );

  return {
    do_kexec_load,
    __crash_kexec,
    crash_get_memory_size,
    crash_get_memory_size_waits,
    /** Where an image is loaded or unloaded. */
    loads: point(do_kexec_load, 'locked'),
    /** All code that takes the lock. */
    users: [
      point(do_kexec_load, ''),
      point(__crash_kexec, ''),
      point(crash_get_memory_size, ''),
      ...(crash_get_memory_size_waits === null ? [] : [point(crash_get_memory_size_waits, '')]),
    ],
    /** Where a context has the lock: from having got it until it begins to give it back. */
    critical: [...within(do_kexec_load, 'locked', { except: ['out_unlock'] }), ...critical],
  };
}

/** The functions around the crash image, with the points at which they hold its lock. */
export type KexecFunctions = ReturnType<typeof kexecFunctions>;
