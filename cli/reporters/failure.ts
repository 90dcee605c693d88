import type { ChalkInstance } from 'chalk';
import type { Failure } from '../errors.js';
import { Exit } from '../exit.js';
import { wrap } from './columns.js';

/** A failure for a person: what is wrong, what to do about it, and for our own mistakes where they are. */
export function failureText(
  { message, hint, stack, exit }: Failure,
  style: ChalkInstance,
  verbose: boolean,
  width: number,
): string {
  const [first, ...more] = `error: ${message}`.split('\n').flatMap((l) => wrap(l, width, 2));
  const hints = hint === '' ? [] : wrap(`hint: ${hint}`, width, 6);
  const trace = exit === Exit.internal && verbose ? stack.split('\n') : [];
  return `${[first.replace('error:', style.red.bold('error:')), ...more, ...hints, ...trace].join('\n')}\n`;
}
