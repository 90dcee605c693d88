import type { Machine } from '../../model/language/machine.js';
import { Control, Ring, type Shared } from './channel.js';
import type { Explored } from './explored.js';
import { type Kind, type Program, programFor } from './program.js';
import { bestSource, type Source, type Target } from './runs.js';
import { type Placed, Store } from './store.js';

/** What a thread of a crew is given. */
export interface Post {
  readonly machine: Machine;
  readonly kind: Kind;
  readonly shared: Shared;
  readonly worker: number;
  /** Each thread has as many partitions of the visited set. */
  readonly partitionsEach: number;
  /** Bytes for each of them. */
  readonly limit: number;
  readonly maxStates: number;
  readonly maxDepth: number;
}

/** What it says when the search has ended. */
export type Report = Omit<Explored, 'stopped' | 'predecessors'>;

/** What it is asked afterwards: for the best predecessors in its partitions. */
export interface Question {
  readonly level: number;
  readonly targets: readonly Target[];
}

/** States that are expanded before the post is looked at. */
const CHUNK = 4096;

/**
 * One thread of a crew. It owns some partitions of the visited set: it alone looks up and expands the states that
 * belong to them. What it makes of other partitions goes to their owners by the parcel.
 */
export class CrewMember {
  private readonly control: Control;
  private readonly program: Program;
  private readonly stores: readonly Store[];
  private readonly inboxes: readonly Ring[];
  private readonly outboxes: readonly Ring[];
  /** For each store, the state to expand next. */
  private readonly next: number[];
  private level = 0;
  private fault: Placed | null = null;

  constructor(private readonly post: Post) {
    const { machine, kind, shared, worker, partitionsEach, limit, maxStates } = post;
    const others = Array.from({ length: shared.workers }, (_, i) => i);
    this.control = new Control(shared);
    this.program = programFor(machine, { ...kind, partitions: shared.workers * partitionsEach });
    const first = worker * partitionsEach;
    this.stores = Array.from(
      { length: partitionsEach },
      (_, i) => new Store(this.program, limit, maxStates, first + i),
    );
    this.inboxes = others.map((from) => new Ring(shared, from, worker));
    this.outboxes = others.map((to) => new Ring(shared, worker, to));
    this.next = this.stores.map(() => 0);
    for (const store of this.stores) if (store.owns(this.program.initial)) store.begin(this.program.initial);
  }

  run(): Report {
    const { control, post, stores } = this;
    for (; control.stopped === null; this.level++) {
      this.expandLevel();
      control.finish();
      // What others still make of this level arrives until all have finished.
      this.sleepUntil(() => control.allFinished(this.level) && !this.hasPost);
      if (control.stopped !== null) break;
      const decisions = stores.map((s) => s.decisions);
      const decided = decisions[0].map((_, i) => decisions.some((d) => d[i] !== null));
      const found = stores.reduce((n, store, i) => n + store.count - this.next[i], 0);
      // Those who are told first begin at once, and what they send must not be taken for a part of this level.
      for (const store of stores) store.nextLevel();
      control.report(post.worker, this.level, Math.min(found, 2 ** 31 - 1), decided);
      this.sleepUntil(() => control.allReported(this.level));
      if (control.stopped !== null) break;
      const all = control.summary(this.level);
      all.decided.forEach((decided, i) => {
        if (decided) for (const store of stores) store.close(i);
      });
      if (all.isEmpty) break;
      if (this.level + 1 > post.maxDepth) control.stop('depth');
    }
    return this.report();
  }

  /** For each target, the best predecessor in these partitions. */
  answer({ level, targets }: Question): (Source | null)[] {
    const all = this.stores.map((store) => store.predecessors(level, targets));
    return targets.map((_, i) => bestSource(all.map((sources) => sources[i])));
  }

  private expandLevel(): void {
    const { control, stores, next } = this;
    for (const [i, store] of stores.entries()) {
      for (let end = store.levelEnd; next[i] < end && control.stopped === null; ) {
        next[i] = store.expand(next[i], Math.min(end, next[i] + CHUNK));
        if (store.isFaulty) {
          this.fault = store.at(next[i]);
          control.stop('fault');
          return;
        }
        if (store.isCrowded) this.send(store);
        if (store.isFull && !store.grow()) control.stop('memory');
        this.receive();
        this.show();
      }
    }
    for (const store of stores) this.send(store);
  }

  /** Empties a store's outboxes. */
  private send(store: Store): void {
    const { control, stores, post } = this;
    const { partitions } = this.program.map;
    for (let partition = 0; partition < partitions && partitions > 1; partition++) {
      let parcel = store.takeOutbox(partition);
      if (parcel.length === 0) continue;
      const owner = Math.floor(partition / post.partitionsEach);
      const local = partition % post.partitionsEach;
      if (owner === post.worker) {
        if (!stores[local].absorb(parcel)) control.stop('memory');
        continue;
      }
      const put = () => this.outboxes[owner].put(local, parcel);
      if (!put()) {
        // What arrives meanwhile may move the memory that the parcel lies in.
        parcel = parcel.slice();
        this.sleepUntil(put);
      }
      control.ring(owner);
    }
  }

  private get hasPost(): boolean {
    return this.inboxes.some((ring) => ring.next !== null);
  }

  /** Looks up what others have sent. */
  private receive(): void {
    for (const [from, ring] of this.inboxes.entries())
      for (let next = ring.next; next !== null; next = ring.next) {
        if (!this.stores[next.partition].absorb(next.parcel)) this.control.stop('memory');
        ring.drop();
        // A sender may be waiting for room.
        this.control.ring(from);
      }
  }

  /** Looks up what arrives until something is so, or until everybody stops. */
  private sleepUntil(isSo: () => boolean): void {
    const { control, post } = this;
    for (;;) {
      const heard = control.bell(post.worker);
      this.receive();
      if (control.stopped !== null || isSo()) return;
      if (!this.hasPost) control.sleep(post.worker, heard);
    }
  }

  private show(): void {
    const { control, post, stores, next } = this;
    const sum = (of: (store: Store, i: number) => number) =>
      stores.reduce((n, store, i) => n + of(store, i), 0);
    control.show(post.worker, {
      states: sum((s) => s.count),
      transitions: sum((s) => s.transitions),
      depth: this.level,
      frontier: sum((s, i) => s.count - next[i]),
      bytes: sum((s) => s.bytes),
    });
    if (control.total().states > post.maxStates) control.stop('states');
  }

  private report(): Report {
    const { stores, next } = this;
    this.show();
    for (const [i, store] of stores.entries()) {
      if (this.fault !== null) break;
      const fault = store.judgeRest(next[i]);
      if (fault !== null) this.fault = store.at(fault);
    }
    const sum = (of: (store: Store) => number) => stores.reduce((n, store) => n + of(store), 0);
    const any = (of: (store: Store) => readonly boolean[]) =>
      of(stores[0]).map((_, i) => stores.some((store) => of(store)[i]));
    const decisions = stores.map((s) => s.decisions);
    return {
      states: sum((s) => s.count),
      transitions: sum((s) => s.transitions),
      depth: this.level,
      fingerprint: stores.reduce((n, s) => n + s.fingerprint, 0n),
      bytes: sum((s) => s.bytes),
      decisions: decisions[0].map((_, i) => earliest(decisions.map((d) => d[i]))),
      triggered: any((s) => s.triggered),
      taken: any((s) => s.taken),
      fault: this.fault,
      leftOut: stores.some((s) => s.leftOut),
      heldFrom: Math.max(...stores.map((s) => s.heldFrom)),
    };
  }
}

/** Of those at the smallest depth, the state with the smallest hash. */
export function earliest(all: readonly (Placed | null)[]): Placed | null {
  return all.reduce((a, b) => {
    if (a === null || b === null) return a ?? b;
    return b.level < a.level || (b.level === a.level && b.hash < a.hash) ? b : a;
  }, null);
}
