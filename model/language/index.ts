/** The modelling language: everything a model file needs. */

export * from './builders.js';
export { cpusIn, type DomainIR, describeDomain, formatValue, NO_CPU, type Range } from './domain.js';
export { didYouMean, MODEL_ERRORS, ModelError, type ModelErrorCode, nearest } from './errors.js';
export * from './ir.js';
export { locate } from './locate.js';
export { type Interrupts, type Knowledge, knowledge, type Lock } from './lockset.js';
export { lower } from './lower.js';
export type * from './machine.js';
export { isLiveness } from './machine.js';
export { here, type Place, placeOf, rememberPlaces } from './places.js';
export * from './system.js';
export * from './temporal.js';
export { functionsOf, validate, walk } from './validate.js';
