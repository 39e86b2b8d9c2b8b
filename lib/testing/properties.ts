import { configureGlobal } from 'fast-check';

/** Property tests draw from one fixed seed, so that a run can be repeated. TRAILWATCH_SEED and TRAILWATCH_RUNS look elsewhere, and longer. */
const { TRAILWATCH_SEED: seed = '20261119', TRAILWATCH_RUNS: runs } = process.env;
configureGlobal({ seed: Number(seed), ...(runs ? { numRuns: Number(runs) } : {}) });
