import { scenarios } from '../../scenarios/index.js';
import { keepsItsPromises } from './promises.js';

keepsItsPromises(scenarios.filter((_, i) => i % 2 === 1));
