import {
  type Block,
  call,
  explain,
  flag,
  fn,
  ignored,
  int,
  lt,
  not,
  read,
  set,
  shared,
  wait,
  when,
} from '../language/index.js';
import { type CrashHotplugFunctions, hotplug, loadResult } from './crash_hotplug.js';
import { described } from './purgatory.js';

/** What user space does about a crash image: kexec-tools, and the udev rule of the kdump service. */

export const userspace = shared({
  /** Events for memory and CPUs that the kernel has sent to udev. */
  uevents: int(0, 2),
});

/** kexec-tools without --hotplug, with it, and with it but without asking whether the kernel knows the flag. */
export const KEXEC_TOOLS = ['old', 'new', 'blind'] as const;

/** How kexec-tools load an image: by which system call, and whether they know about crash hotplug. */
export interface KexecTools {
  readonly syscall: 'kexec_load' | 'kexec_file_load';
  /** The elfcorehdr is left out of the digest, and KEXEC_UPDATE_ELFCOREHDR says so. Only kexec_load needs it. */
  readonly hotplug: boolean;
  readonly form: string;
}

const TOOLS = { file: 'kexec-tools: kexec/kexec.c, kexec/crashdump.c', versions: 'v2.0 ..' };

/** `kexec -p` and `kexec -p -u`. */
export function kexecTools(f: CrashHotplugFunctions, tools: KexecTools) {
  const form = tools.form;
  const load = fn(
    'kexec_p',
    { form, source: TOOLS, locals: { sampled: described, status: loadResult } },
    ({ sampled, status }): Block =>
      tools.syscall === 'kexec_file_load'
        ? { kexec_file_load: call(f.kexec_file_load, { unload: false }, status) }
        : {
            get_crash_memory_ranges: explain(
              '/proc/iomem, or the CPUs in sysfs',
              set(sampled, read(hotplug.resources)),
            ),
            update_purgatory: ignored('SHA-256 over the segments; with --hotplug all but the elfcorehdr'),
            kexec_load: call(
              f.do_kexec_load,
              {
                unload: false,
                headers: sampled,
                hotplug_flag: tools.hotplug,
                sha_elfcorehdr: !tools.hotplug,
              },
              status,
            ),
          },
  );
  const unload = fn(
    'kexec_p_u',
    { form, source: TOOLS, locals: { status: loadResult } },
    ({ status }): Block =>
      tools.syscall === 'kexec_file_load'
        ? { kexec_file_load: call(f.kexec_file_load, { unload: true }, status) }
        : {
            kexec_load: call(
              f.do_kexec_load,
              { unload: true, headers: 0, hotplug_flag: false, sha_elfcorehdr: false },
              status,
            ),
          },
  );
  return { load, unload };
}

/**
 * 98-kexec.rules: for each event unload and reload, unless the rule knows ATTRS{crash_hotplug} and that is 1. The
 * worker takes events one after the other; `node` is null where the kernel has no such attribute.
 */
export function udevWorker(
  tools: ReturnType<typeof kexecTools>,
  rule: { readonly asks: boolean; readonly events: number; readonly form: string },
  node: CrashHotplugFunctions['crash_check_update_elfcorehdr'] | null,
) {
  const reload = fn(
    'kdump_reload',
    { form: rule.form, source: { file: 'kdump service', versions: 'any' } },
    () => ({
      unload: call(tools.unload),
      load: call(tools.load),
    }),
  );
  const rules = fn(
    'udev_rule',
    {
      form: rule.form,
      source: {
        file: '98-kexec.rules',
        versions: rule.asks ? 'since crash hotplug' : 'before crash hotplug',
      },
      locals: { crash_hotplug: flag },
    },
    ({ crash_hotplug }): Block => ({
      ...(rule.asks && node !== null && { attrs: call(node, {}, crash_hotplug) }),
      ...(rule.asks && node === null && { attrs: ignored('no such attribute, which is not "1"') }),
      ...(rule.asks && node !== null
        ? { kdump_reload: when(not(crash_hotplug), { run: call(reload) }) }
        : { kdump_reload: call(reload) }),
    }),
  );
  return fn(
    'udev_worker',
    { form: rule.form, source: { file: 'systemd-udevd', versions: 'any' } },
    (): Block =>
      Object.fromEntries(
        Array.from({ length: rule.events }, (_, i) => i + 1).flatMap((n) => [
          [`wait_for_uevent_${n}`, wait(not(lt(read(userspace.uevents), n)))],
          [`rule_${n}`, call(rules)],
        ]),
      ),
  );
}
