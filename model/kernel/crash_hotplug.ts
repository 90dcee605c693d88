import {
  and,
  arm,
  at,
  atomic,
  atomic_inc,
  type Block,
  type Cpu,
  call,
  cond,
  cpuOrNone,
  type E,
  either,
  eq,
  explain,
  flag,
  fn,
  ghost,
  goto,
  ignored,
  type Local,
  lt,
  NONE,
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
  store_release,
  type Var,
  value,
  wait,
  when,
  write,
  xchg,
  yes,
} from '../language/index.js';
import { crashKexecFunction, kexec, seen } from './kexec.js';
import { image, type KexecLock } from './kexec_lock.js';
import {
  ALL_POSSIBLE_CPUS,
  type DigestText,
  described,
  digestFunction,
  purgatoryFunction,
  segments,
  storeDigest,
} from './purgatory.js';

/**
 * Crash hotplug: the kernel rewrites the elfcorehdr of the loaded crash image when memory or CPUs come and go; and
 * the two loaders, with what it needs of them.
 */

const CRASH_CORE = { file: 'kernel/crash_core.c', versions: 'v6.6 .. v6.9', commit: '247262756121' };
const X86_CRASH = { file: 'arch/x86/kernel/crash.c', versions: 'v6.6 .. v6.9', commit: 'ea53ad9cf73b' };

/** What crash hotplug works with: the resources, and what the loaded image says of itself. */
export const hotplug = shared({
  /** The resources that there are now: what an elfcorehdr has to describe. */
  resources: described,
  /** Fields of the struct kimage whose segments are in crash memory. */
  file_mode: flag,
  update_elfcorehdr: flag,
  elfcorehdr_updated: flag,
  __crash_hotplug_lock: cpuOrNone,
  /** The locks that keep hotplug events apart from each other: device_hotplug_lock, mem_hotplug_lock, cpu_hotplug_lock. */
  hotplug_locks: cpuOrNone,
});

/** What the questions remember of hotplug events. */
export const hotplugSeen = ghost({
  /** The sysfs node said 0 while an image was installed whose elfcorehdr the kernel does update. */
  node_lied: flag,
  /** Somebody who wanted to load or unload an image got -EBUSY. */
  load_refused: flag,
  /** The last update failed because there was no memory for a new elfcorehdr. */
  update_failed: flag,
});

/** image->file_mode || image->update_elfcorehdr */
export const permitted = or(read(hotplug.file_mode), read(hotplug.update_elfcorehdr));

/**
 * mutex_lock() of a lock that is taken in task context only. Who has to sleep for it waits; how it is put to sleep and
 * woken makes no difference to anybody else.
 */
export const sleep_lock = (lock: Var<Cpu>, self: E<Cpu>) =>
  atomic('a mutex that is free is taken by one instruction', {
    sleep: wait(eq(read(lock), NONE)),
    take: write(lock, self),
  });
/** Gives a sleeping lock back. */
export const sleep_unlock = (lock: Var<Cpu>) => store_release(lock, NONE);

const kdump = oneOf('not-asked', 'no-image', 'excused', 'due');
/** What kexec_load() and kexec_file_load() return. */
export const loadResult = oneOf('0', '-EBUSY', '-EINVAL');

/** Which text of crash hotplug a kernel has, and of the digest that must not cover what is rewritten. */
export interface HotplugText {
  /** Distinguishes the functions of this text from those of others with the same names. */
  readonly form: string;
  /** `null`: a kernel without crash hotplug (before v6.6). */
  readonly handler: HandlerText | null;
  readonly digest: DigestText;
}

/** How crash_handle_hotplug_event() is written: what later fixes added, each of which can be left out. */
export interface HandlerText {
  /** __crash_hotplug_lock around handler and sysfs node (e2a8f20dd8e9). */
  readonly hotplugLock: boolean;
  /** kexec_crash_image is NULL while the elfcorehdr is written; the kernel has always had this. */
  readonly nulling: boolean;
  /** The image's permission is asked for (a72bbec70da2). */
  readonly permission: boolean;
  readonly event: 'memory' | 'cpu';
  /** What can go wrong in the arch handler: no memory for a new header, or a header that outgrows its segment. */
  readonly failure: 'none' | 'no-memory' | 'no-room';
}

/** The functions that work on the crash image, in a kernel with crash hotplug or in one before it. */
export function crashHotplugFunctions(lock: KexecLock, text: HotplugText) {
  const { form } = text;
  // A function cannot ask for program points of functions that come after it; this is what point() would return.
  const inside = (name: string, label = ''): Point => ({ fn: `${name}@${form}`, label, context: null });
  const h = text.handler;
  const hotplug_lock = (self: E<Cpu>): Block =>
    h?.hotplugLock ? { crash_hotplug_lock: sleep_lock(hotplug.__crash_hotplug_lock, self) } : {};
  const hotplug_unlock = (label: string): Block =>
    h?.hotplugLock ? { [label]: sleep_unlock(hotplug.__crash_hotplug_lock) } : {};
  const panicExcusedIf = (working: E<boolean>) =>
    note(
      seen.kdump,
      cond(
        and(eq(read(seen.kdump), 'due'), at(inside('__crash_kexec')), working),
        value(kdump, 'excused'),
        read(seen.kdump),
      ),
    );

  /** kimage_load_segment() for each segment. */
  const load_segments = (headers: E<number>): Block => ({
    load_elfcorehdr: write(segments.elfcorehdr.at(0), headers),
    load_elfcorehdr_rest: write(segments.elfcorehdr.at(1), headers),
    load_kernel: write(kexec.crash_memory, 'partial'),
    load_kernel_rest: write(kexec.crash_memory, 'new'),
  });

  const do_kexec_load = fn(
    'do_kexec_load',
    {
      form,
      source: {
        file: 'kernel/kexec.c',
        versions: h ? 'v6.6 .. v6.9' : 'v6.0 .. v6.5; text of v6.1',
        ...(h && { commit: 'a72bbec70da2' }),
      },
      params: { unload: flag, headers: described, hotplug_flag: flag, sha_elfcorehdr: flag },
      returns: loadResult,
      locals: { got: flag, previous: image },
    },
    ({ unload, headers, hotplug_flag, sha_elfcorehdr, got, previous }) => ({
      ...(h === null && {
        kexec_load_check: when(hotplug_flag, {
          einval: explain('KEXEC_UPDATE_ELFCOREHDR is not in KEXEC_FLAGS', ret(value(loadResult, '-EINVAL'))),
        }),
      }),
      trylock: call(lock.load_trylock, {}, got),
      busy: when(not(got), {
        refused: note(hotplugSeen.load_refused, true),
        ebusy: ret(value(loadResult, '-EBUSY')),
      }),
      locked: when(got, {
        excuses: panicExcusedIf(yes),
        look: set(previous, read(kexec.kexec_crash_image)),
        unprotect: when(ne(previous, 'NULL'), {
          arch_kexec_unprotect_crashkres: write(kexec.crashk_prot, 'RW'),
        }),
        take_old: xchg(kexec.kexec_crash_image, 'NULL', previous),
        free_old: when(ne(previous, 'NULL'), { kimage_free: write(kexec.crash_memory, 'empty') }),
        uninstall: when(unload, { done: goto('out_unlock') }),
        kimage_alloc_init: atomic('a struct kimage that nobody else knows yet', {
          file_mode: write(hotplug.file_mode, false),
          updated: write(hotplug.elfcorehdr_updated, false),
          ...(h !== null && { update_elfcorehdr: write(hotplug.update_elfcorehdr, hotplug_flag) }),
        }),
        no_memory: ignored('that memory may be short is the question of kexec-lock (reload-keeps-image)'),
        ...load_segments(headers),
        load_purgatory: storeDigest(headers, sha_elfcorehdr, true),
        install: xchg(kexec.kexec_crash_image, 'new', previous),
        arch_kexec_protect_crashkres: write(kexec.crashk_prot, 'RO'),
        out_unlock: call(lock.load_unlock),
      }),
      out: ret(value(loadResult, '0')),
    }),
  );

  const kexec_calculate_store_digests = digestFunction(text.digest);

  const kexec_file_load = fn(
    'kexec_file_load',
    {
      form,
      source: { file: 'kernel/kexec_file.c', versions: h ? 'v6.6 ..' : 'v6.0 .. v6.5; text of v6.1' },
      params: { unload: flag },
      returns: loadResult,
      locals: { got: flag, previous: image, headers: described },
    },
    ({ unload, got, previous, headers }) => ({
      trylock: call(lock.load_trylock, {}, got),
      busy: when(not(got), {
        refused: note(hotplugSeen.load_refused, true),
        ebusy: ret(value(loadResult, '-EBUSY')),
      }),
      locked: when(got, {
        excuses: panicExcusedIf(yes),
        look: set(previous, read(kexec.kexec_crash_image)),
        unprotect: when(ne(previous, 'NULL'), {
          arch_kexec_unprotect_crashkres: write(kexec.crashk_prot, 'RW'),
        }),
        take_old: xchg(kexec.kexec_crash_image, 'NULL', previous),
        free_old: when(ne(previous, 'NULL'), { kimage_free: write(kexec.crash_memory, 'empty') }),
        uninstall: when(unload, { done: goto('unlock') }),
        kimage_file_alloc_init: atomic('a struct kimage that nobody else knows yet', {
          file_mode: write(hotplug.file_mode, true),
          updated: write(hotplug.elfcorehdr_updated, false),
        }),
        ...(h?.event === 'cpu'
          ? { crash_load_segments: explain('all possible CPUs', set(headers, ALL_POSSIBLE_CPUS)) }
          : { crash_load_segments: set(headers, read(hotplug.resources)) }),
        kexec_calculate_store_digests: call(kexec_calculate_store_digests, { headers }),
        ...load_segments(headers),
        exchange: xchg(kexec.kexec_crash_image, 'new', previous),
        arch_kexec_protect_crashkres: write(kexec.crashk_prot, 'RO'),
        unlock: call(lock.load_unlock),
      }),
      out: ret(value(loadResult, '0')),
    }),
  );

  /** crash_prepare_elf64_headers(): on x86 it lists every possible CPU, and the System RAM of now. */
  const prepare_elf_headers = (into: Local<number>): Block =>
    h?.event === 'cpu'
      ? { prepare_elf_headers: explain('all possible CPUs', set(into, ALL_POSSIBLE_CPUS)) }
      : { prepare_elf_headers: set(into, read(hotplug.resources)) };

  const arch_crash_handle_hotplug_event = fn(
    'arch_crash_handle_hotplug_event',
    {
      form,
      source: X86_CRASH,
      params: { target: image },
      locals: { complete: flag, content: described },
    },
    ({ target, complete, content }) => ({
      ...(h?.event === 'cpu' && {
        lists_cpus: atomic('fields of the image, which change only under the kexec lock', {
          look: set(complete, or(read(hotplug.file_mode), read(hotplug.elfcorehdr_updated))),
        }),
        nothing_to_do: when(complete, {
          ...(h.failure === 'no-memory' && { no_failure: note(hotplugSeen.update_failed, false) }),
          all_cpus_are_listed: ret(),
        }),
      }),
      ...(h?.failure === 'no-memory' && {
        vzalloc: either({
          ok: arm('prepare_elf_headers() finds memory', {
            got: set(complete, false),
            prepared: note(hotplugSeen.update_failed, false),
          }),
          enomem: arm('environment: prepare_elf_headers() may fail with -ENOMEM', {
            no_memory: set(complete, false),
            failed: note(hotplugSeen.update_failed, true),
            out: ret(),
          }),
        }),
      }),
      ...prepare_elf_headers(content),
      ...(h?.failure === 'no-room' && {
        elfsz: when(lt(value(described, 0), content), {
          out: explain('the segment was sized for the resources as of boot', ret()),
        }),
      }),
      ...(h?.nulling !== false && { invalidate: xchg(kexec.kexec_crash_image, 'NULL') }),
      memcpy_flushcache: write(segments.elfcorehdr.at(0), content),
      memcpy_flushcache_rest: write(segments.elfcorehdr.at(1), content),
      ...(h?.nulling !== false && { validate: xchg(kexec.kexec_crash_image, target) }),
    }),
  );

  const crash_handle_hotplug_event = fn(
    'crash_handle_hotplug_event',
    {
      form,
      source: h?.hotplugLock
        ? { ...CRASH_CORE, commit: 'e2a8f20dd8e9' }
        : { ...CRASH_CORE, versions: 'v6.6-rc1 .. v6.6-rc3' },
      locals: { got: flag, target: image, allowed: flag },
    },
    ({ self, got, target, allowed }) => ({
      ...hotplug_lock(self),
      trylock: call(lock.load_trylock, {}, got),
      busy: when(not(got), {
        pr_info: explain('"kexec_trylock() failed, elfcorehdr may be inaccurate"', ignored('the message')),
        ...hotplug_unlock('unlock_busy'),
        out_busy: ret(),
      }),
      locked: when(got, {
        excuses: panicExcusedIf(h?.permission === false ? yes : permitted),
        look: set(target, read(kexec.kexec_crash_image)),
        not_loaded: when(eq(target, 'NULL'), { out_unloaded: goto('out') }),
        ...(h?.permission !== false && {
          permission: atomic('two bits of one word', { look_: set(allowed, permitted) }),
          not_permitted: when(not(allowed), { out_refused: goto('out') }),
        }),
        elfcorehdr_index: ignored('the segment that begins with the ELF magic is found, and remembered'),
        arch_kexec_unprotect_crashkres: write(kexec.crashk_prot, 'RW'),
        hp_action: ignored('only the arch handler looks at it'),
        arch: call(arch_crash_handle_hotplug_event, { target }),
        elfcorehdr_updated: write(hotplug.elfcorehdr_updated, true),
        arch_kexec_protect_crashkres: write(kexec.crashk_prot, 'RO'),
        out: call(lock.load_unlock),
      }),
      ...hotplug_unlock('crash_hotplug_unlock'),
    }),
  );

  /** Reading /sys/devices/system/{cpu,memory}/crash_hotplug. */
  const crash_check_update_elfcorehdr = fn(
    'crash_check_update_elfcorehdr',
    {
      form,
      source: h?.hotplugLock
        ? { ...CRASH_CORE, commit: 'e2a8f20dd8e9' }
        : { ...CRASH_CORE, versions: 'v6.6-rc1 .. v6.6-rc3' },
      returns: flag,
      locals: { got: flag, target: image, rc: flag },
    },
    ({ self, got, target, rc }) => ({
      ...hotplug_lock(self),
      trylock: call(lock.load_trylock, {}, got),
      busy: when(not(got), {
        lied: note(
          hotplugSeen.node_lied,
          or(
            read(hotplugSeen.node_lied),
            and(
              ne(read(kexec.kexec_crash_image), 'NULL'),
              permitted,
              // Who has the lock for the jump into the capture kernel leaves nobody behind to be misled.
              not(at(inside('__crash_kexec'))),
            ),
          ),
        ),
        ...hotplug_unlock('unlock_busy'),
        out_busy: ret(false),
      }),
      look: set(target, read(kexec.kexec_crash_image)),
      loaded: when(ne(target, 'NULL'), {
        rc: atomic('two bits of one word', { look_: set(rc, permitted) }),
      }),
      unlock: call(lock.load_unlock),
      ...hotplug_unlock('crash_hotplug_unlock'),
      result: ret(rc),
    }),
  );

  /** The handler has the lock, and the image permits that it is updated. */
  const updating = and(
    at(point(crash_handle_hotplug_event, 'locked')),
    h?.permission === false ? yes : permitted,
  );
  /** Somebody changes the image, or is about to: under the kexec lock, and not only to look at it. */
  const loading = or(at(point(do_kexec_load, 'locked'), point(kexec_file_load, 'locked')), updating);

  /** The handler writes the elfcorehdr. */
  const writing = at(
    point(arch_crash_handle_hotplug_event, 'memcpy_flushcache'),
    point(arch_crash_handle_hotplug_event, 'memcpy_flushcache_rest'),
  );
  const __crash_kexec = crashKexecFunction(lock, {
    form,
    takes: 'read',
    loading,
    machine_kexec: call(purgatoryFunction(form, writing)),
  });

  return {
    do_kexec_load,
    kexec_file_load,
    crash_handle_hotplug_event,
    crash_check_update_elfcorehdr,
    __crash_kexec,
    /** The code that changes the image, under the kexec lock. */
    changes: [
      point(do_kexec_load, 'locked'),
      point(kexec_file_load, 'locked'),
      point(crash_handle_hotplug_event, 'locked'),
    ],
    updating,
    /** Where the memory of the image is written. */
    writes: [
      ...[point(do_kexec_load, 'locked'), point(kexec_file_load, 'locked')].flatMap((inside) =>
        Object.keys(load_segments(read(hotplug.resources))).map((label) => ({
          ...inside,
          label: `locked.${label}`,
        })),
      ),
      point(arch_crash_handle_hotplug_event, 'memcpy_flushcache'),
      point(arch_crash_handle_hotplug_event, 'memcpy_flushcache_rest'),
    ],
  };
}
/** The functions of one text of crash hotplug. */
export type CrashHotplugFunctions = ReturnType<typeof crashHotplugFunctions>;

/** memory_block_online() or cpu_up(), as far as the crash image is concerned; then the uevent. */
export function hotplugEvent(f: CrashHotplugFunctions, text: HotplugText, uevents: Var<number> | null) {
  const memory = text.handler === null || text.handler.event === 'memory';
  return fn(
    memory ? 'online_pages' : 'cpu_up',
    {
      form: text.form,
      source: memory
        ? { file: 'mm/memory_hotplug.c, drivers/base/memory.c', versions: 'v4.13 ..' }
        : { file: 'kernel/cpu.c, drivers/base/cpu.c', versions: 'v4.10 ..' },
    },
    ({ self }) => ({
      lock_device_hotplug: sleep_lock(hotplug.hotplug_locks, self),
      resources: explain('under the hotplug locks', atomic_inc(hotplug.resources)),
      notify:
        text.handler === null
          ? ignored('nobody in the kernel cares for the crash image')
          : call(f.crash_handle_hotplug_event),
      unlock_device_hotplug: sleep_unlock(hotplug.hotplug_locks),
      ...(uevents !== null && { kobject_uevent: atomic_inc(uevents) }),
    }),
  );
}
