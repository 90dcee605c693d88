/** Bugs of the catalogue (docs/bugs.md) that cannot be asked about yet, with what they wait for. */
export const waitingBugs: readonly {
  readonly id: string;
  readonly fix: string;
  readonly waitsFor: string;
}[] = [
  {
    id: '33 cpu-lock-weak-release',
    fix: '3342aa8e6b4f',
    waitsFor: 'weak memory: under sequential consistency an unlock without release semantics is one',
  },
];
