import { type E, never, type Property } from '../model/language/index.js';

/** G6. `torn`: the reader returned the beginning of one report and the rest of another one. */
export const readInOnePiece = (published: E<boolean>, torn: E<boolean>): Property =>
  never('read-in-one-piece', torn, {
    says: 'What the reader returns is one report, not the beginning of one and the rest of another.',
    because: 'the reader returns a buffer that was written anew while it copied it',
    trigger: published,
  });
