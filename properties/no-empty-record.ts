import { type E, never, type Property } from '../model/language/index.js';

/**
 * Readers see a record when it is committed, all of it (printk_ringbuffer, v5.10), and before that when logbuf_lock is
 * released. `empty`: a record that they can see has no text; `some`: there is one to see.
 */
export const noEmptyRecord = (empty: E<boolean>, some: E<boolean>): Property =>
  never('no-empty-record', empty, {
    says: 'A record that readers of the log can see has the text that somebody printed.',
    because: 'readers of the log see a record without a text',
    trigger: some,
  });
