/**
 * What the engine cannot model exactly. It is thrown before a search begins: a result that might differ from
 * the reference is never given, and nobody is moved to another engine without being told.
 */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  constructor(readonly reason: string) {
    super(`the fast engine cannot run this machine: ${reason}`);
  }
}
