/** Bugs of the catalogue (docs/bugs.md) that cannot be asked about yet, with what they wait for. */
export const waitingBugs: readonly {
  readonly id: string;
  readonly fix: string;
  readonly waitsFor: string;
}[] = [
  {
    id: '25 printk-livelock-panic',
    fix: '13fb0f74d702',
    waitsFor: 'liveness under fairness: the flush never ends although every CPU keeps going',
  },
  {
    id: '33 cpu-lock-weak-release',
    fix: '3342aa8e6b4f',
    waitsFor: 'weak memory: under sequential consistency an unlock without release semantics is one',
  },
];
