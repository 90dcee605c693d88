import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Capacity, firstCapacity, nextCapacity } from '../../../checker/engine/capacity.js';
import type { MemoryMap } from '../../../checker/engine/memory-map.js';

const mapOf = (words: number) =>
  ({ stateBytes: 8 * words, keyBytes: 8 * words, arena: 150_016 }) as MemoryMap;
const words = fc.integer({ min: 1, max: 40 });
const room = fc.integer({ min: 65, max: 5000 });
const limit = fc
  .double({ min: 6, max: Math.log10(3.9 * 2 ** 30), noNaN: true })
  .map((x) => Math.floor(10 ** x));

/** All capacities from the first to the last. */
function grown(map: MemoryMap, more: number, most: number): Capacity[] {
  const all = [firstCapacity(map, more, most)];
  for (;;) {
    const next = nextCapacity(map, all[all.length - 1], more, most);
    if (next === null) return all;
    all.push(next);
    expect(all.length).toBeLessThan(40);
  }
}

it('grows up to the limit and not beyond', () => {
  fc.assert(
    fc.property(words, room, limit, (w, more, most) => {
      const map = mapOf(w);
      const all = grown(map, more, most);
      for (const [i, c] of all.entries()) {
        if (i > 0) {
          expect(c.bytes).toBeLessThanOrEqual(most);
          expect(c.states).toBeGreaterThan(all[i - 1].states);
        }
        expect(c.states).toBeGreaterThanOrEqual(2 * more);
        expect(c.states).toBeLessThanOrEqual(0.9 * c.entries);
        expect(c.table).toBeGreaterThanOrEqual(map.arena + c.states * map.keyBytes + 8);
        expect(c.bytes).toBe(c.table + 4 * c.entries);
        expect(c.table % 64).toBe(0);
      }
    }),
  );
});

it('ends with most of the memory in use', () => {
  for (const w of [1, 2, 5, 40]) {
    const most = 2 ** 30;
    const last = grown(mapOf(w), 100, most).at(-1)!;
    expect(last.bytes).toBeGreaterThan(0.7 * most);
  }
});
