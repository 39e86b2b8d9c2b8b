/**
 * Flags of V8 for a worker. Its answers are large and short-lived, and by default the heap may grow to twice what is alive before garbage is
 * looked for: up to 710 MB at 120,000 series. Growing by half keeps it near 500, for a fifth more of its CPU (`bench -- collect cycle`).
 */
export const workerFlags = ['--heap-growing-percent=50'];
