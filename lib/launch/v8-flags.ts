/**
 * Flags of V8 for a worker. Its answers are large and short-lived, and by default the heap may grow to twice what is alive before garbage is
 * looked for: up to 710 MB at 120,000 series. Growing by half keeps it near 500, for a fifth more of its CPU (`bench -- collect cycle`).
 */
export const workerFlags = ['--heap-growing-percent=50'];

/**
 * For the web process. By default what is young may take three times 32 MB before garbage is looked for; with 8 a process that searches ten million
 * events holds a hundred megabytes less, and answers as fast (`bench -- audit search`).
 */
export const webFlags = ['--max-semi-space-size=8'];
