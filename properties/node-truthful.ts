import { at, type E, never, type Point, type Property } from '../model/language/index.js';

/** F8. `lied`: the node said 0 while an image was installed that the kernel does update. `read`: who reads it. */
export const nodeTruthful = (read: Point, lied: E<boolean>): Property =>
  never('node-truthful', lied, {
    says: 'The crash_hotplug node in sysfs says 0 only if the kernel does not update the crash image that is loaded.',
    because:
      'somebody else had the kexec lock for a moment, so user space is told to load the image again for nothing',
    trigger: at(read),
  });
