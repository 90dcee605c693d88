/**
 * The built-in scenarios, to be explored by a program: `explore(await catalogue['kexec-lock']())`; and the questions of
 * some of them, to be asked of a patch.
 */
export { catalogue } from '../scenarios/catalogue.js';
export { type KexecPatch, kexecLockQuestions } from '../scenarios/kexec-lock.js';
