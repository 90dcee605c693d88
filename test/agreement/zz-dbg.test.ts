import fc from 'fast-check';
import { it } from 'vitest';
import { lower } from '../../model/language/index.js';
import { successors } from '../../checker/reference/step.js';
import { randomSystem } from './random-system.js';
import { View, reach, declsOf } from './lowering.js';
import { Structural } from './structural.js';
it('dbg', () => {
  const made = fc.sample(randomSystem(), { numRuns: 50, seed: 4242 })[49];
  const m = lower(made.system, made.properties);
  const view = new View(m);
  const loose: any = reach(new Structural(made.system, declsOf(made), false), 20000);
  const keys = new Set(loose.states.map((s: any) => view.structuralKey(loose.by, s, false)));
  console.log(typeof loose === 'string' ? loose : loose.states.length, m.initial.length, made.properties.map((p) => JSON.stringify(p)).join('\n').slice(0, 1500));
  const states = [{ s: m.initial, from: -1, mv: null as any }];
  const seen = new Set([m.initial.join()]);
  for (let i = 0; i < states.length; i++) {
    if (!keys.has(view.key(states[i].s, false))) {
      for (let j = i; j >= 0; j = states[j].from) console.log(JSON.stringify(states[j].mv), view.key(states[j].s, false), keys.has(view.key(states[j].s, false)));
      break;
    }
    for (const n of successors(m, states[i].s)) if (!seen.has(n.state.join())) { seen.add(n.state.join()); states.push({ s: n.state, from: i, mv: [n.move, n.steps.map((x) => m.code[x.context][x.location].path.map((p) => p.label).join('>'))] }); }
  }
});
