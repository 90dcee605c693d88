/** What cannot be asked together, or of this machine: an answer would be none. Thrown before anything is searched. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }
}
