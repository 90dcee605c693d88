/** What models of kernel code stand on: locks, RCU, and the stop of other CPUs in outline. */
export * from '../model/machine/mutex.js';
export * from '../model/machine/rcu.js';
export * from '../model/machine/rt_mutex.js';
export * from '../model/machine/spinlock.js';
export * from '../model/machine/stop.js';
