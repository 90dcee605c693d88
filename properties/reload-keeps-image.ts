import { at, type E, never, type Point, type Property } from '../model/language/index.js';

/** B18. `loads`: where an image is loaded; `lost`: a load failed after the image of before was thrown away. */
export const reloadKeepsImage = (loads: Point, lost: E<boolean>): Property =>
  never('reload-keeps-image', lost, {
    says: 'A kexec_load() that fails leaves the crash image of before in place.',
    because: 'the load failed, and the image of before is gone: from here on no panic can be dumped',
    trigger: at(loads),
  });
